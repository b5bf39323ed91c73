; Fills its page tables with noise and goes on.

        org     0x10_0000
        bits    64

        mov     edi, 0x3000
        mov     ecx, 0x600
        mov     eax, 0x1234_5678
noise:  imul    eax, eax, 1664525
        add     eax, 1013904223
        mov     [rdi], eax
        add     edi, 4
        loop    noise
        mov     rax, cr3
        mov     cr3, rax
        mov     esi, 0x20_0000
walk:   add     al, [rsi]
        add     esi, 0x1000
        jmp     walk
