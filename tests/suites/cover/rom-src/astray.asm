; Goes where nothing is.
        org     0x7c00
        bits    16
        jmp     0x9000
