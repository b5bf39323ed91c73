; Leaves something in every register that it can reach: x87, SSE, AVX where there is, debug, control and model-specific
; registers, the UART, and segments with limits of 4 GiB.

%include "survive.inc"
%include "gdt.inc"

        survive_begin
        mov     eax, CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, eax
        fninit
        fldpi
        fldl2e
        fldcw   [noise]
        ldmxcsr [noise + 4]
%assign n 0
%rep 8
        movdqu  xmm %+ n, [noise + n]
%assign n n + 1
%endrep
        mov     eax, CR4_OSFXSR | CR4_OSXSAVE
        try     mov cr4, eax
        xor     ecx, ecx
        mov     eax, 7
        xor     edx, edx
        try     xsetbv
        try     vbroadcastss ymm7, [noise]
        mov     eax, 0x0001_2345
        mov     dr0, eax
        mov     dr1, eax
        mov     dr2, eax
        mov     dr3, eax
        mov     cr2, eax
        mov     cr3, eax
        mov     si, msrs
msr_:   lodsd
        test    eax, eax
        jz      msr_end
        mov     ecx, eax
        mov     eax, 0x0006_0606
        xor     edx, edx
        try     wrmsr
        jmp     msr_
msr_end:
        mov     dx, 0x3FB
        mov     al, 0x83
        out     dx, al
        mov     dx, 0x3F8
        mov     al, 0x77
        out     dx, al
        mov     dx, 0x3FB
        mov     al, 0x03
        out     dx, al
        mov     dx, 0x3FC
        mov     al, 0x1F
        out     dx, al
        mov     dx, 0x3FA
        mov     al, 0xC1
        out     dx, al
        mov     dx, 0x3F8
        out     dx, al
        mov     al, 0x99
        out     0x80, al
        cli
        o32 lgdt [cs:gdt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        mov     bx, SEL_DATA
        mov     ds, bx
        mov     es, bx
        mov     fs, bx
        mov     gs, bx
        mov     ss, bx
        and     al, 0xFE
        mov     cr0, eax
        mov     eax, 0x7777_7777
        mov     ebx, eax
        mov     ecx, eax
        mov     edx, eax
        mov     esi, eax
        mov     edi, eax
        mov     ebp, eax
        mov     esp, eax
        std
        stc
        hlt

        align   16
noise:  dd      0x0000_0F3F, 0x0000_1FBF, 0x7654_3210, 0x0F1E_2D3C, 0x1122_3344, 0x5566_7788
msrs:   dd      0x10, 0x3B, 0x174, 0x175, 0x176, 0x1D9, 0x200, 0x201, 0x250, 0x258, 0x268, 0x277, 0x2FF, 0x17A, 0x17B
        dd      0x400, 0xC000_0081, 0xC000_0082, 0xC000_0083, 0xC000_0084, 0xC000_0100, 0xC000_0101, 0xC000_0102
        dd      0xC000_0103, 0x4B56_4D02, 0x4B56_4D03, 0x4B56_4D04, 0
        flat_gdt
