; Jumps to where no memory is, in 32-bit code.

        org     0x10_0000
        bits    32

        mov     eax, 0xE000_0000
        jmp     eax
