; Asks the keyboard controller to reset the CPU, where no ROM lies at the reset vector.

        org     0
        bits    16

        mov     al, 0xFE
        out     0x64, al
        cli
        hlt
