; Looks whether there is something where memory-write leaves it, or beside that.

        bits    32
        org     0x10_0000

        mov     eax, [0x30_0000]
        or      eax, [0x80_0000]
        or      eax, [0x81_0000]
        or      eax, [0xff_fffc]
        hlt
