; Shows XCR0, and all that XSAVE has.

%include "show.inc"

        bits    64
        org     0x10_0000

        mov     rax, cr4
        show    'cr4', 64, rax
        or      eax, CR4_OSFXSR | CR4_OSXSAVE
        mov     cr4, rax
        xor     ecx, ecx
        xgetbv
        show    'xcr0', 32, eax
        xor     edx, edx
        mov     eax, 7
        xsetbv
        xsave64 [rel area]
        lea     rsi, [rel area]
        show_bytes 832
        vextractf128 xmm0, ymm0, 1
        vmovdqu [rel area], xmm0
        lea     rsi, [rel area]
        show_bytes 16
        hlt

        align   64, db 0
area:   times 832 db 0
