; Ends with something in all of AVX, and all of it enabled.

%include "x86.inc"

        bits    64
        org     0x10_0000

        mov     rax, cr4
        or      eax, CR4_OSFXSR | CR4_OSXMMEXCPT | CR4_OSXSAVE
        mov     cr4, rax
        xor     ecx, ecx
        mov     eax, 7
        xor     edx, edx
        xsetbv
%assign n 0
%rep 16
        vmovdqu ymm %+ n, [rel noise + n]
%assign n n + 1
%endrep
        hlt

noise:
%assign n 1
%rep 48
        db      n * 5 & 0xFF
%assign n n + 1
%endrep
