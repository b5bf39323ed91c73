; Leaves something in memory, far from where it lies itself and far apart.

        bits    32
        org     0x10_0000

        mov     dword [0x30_0000], 0x12345678
        mov     dword [0x80_0000], 0x12345678
        mov     dword [0xff_fffc], 0x12345678
        hlt
