; Fills a kilobyte at 2 MiB with the number, in 32-bit protected mode.
        bits    32
        org     0x100000
        movzx   eax, word [number]
        mov     edi, 0x200000
        mov     ecx, 256
        cld
next:   mov     [edi], eax
        add     edi, 4
        loop    next
        hlt
number:                                 ; dw, put here for each case
