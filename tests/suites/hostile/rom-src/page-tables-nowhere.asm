; Page tables where no memory is.

        org     0x10_0000
        bits    64

        mov     eax, 0xE000_0000
        mov     cr3, rax
        mov     al, [0x30_0000]
        hlt
