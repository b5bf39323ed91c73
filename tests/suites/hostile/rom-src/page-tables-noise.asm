; Fills its page tables with noise and goes on.

        org     0x10_0000
        bits    64

%include "noise.inc"

        mov     edi, 0x3000
        mov     ecx, 0x600
        mov     eax, 0x1234_5678
fill:   noise   eax
        mov     [rdi], eax
        add     edi, 4
        loop    fill
        mov     rax, cr3
        mov     cr3, rax
        mov     esi, 0x20_0000
walk:   add     al, [rsi]
        add     esi, 0x1000
        jmp     walk
