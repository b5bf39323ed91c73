; Asks for a reset of the CPU.

        bits    16
        org     0

        mov     al, 0xFE
        out     0x64, al
        hlt
