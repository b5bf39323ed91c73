; REP MOVSD from and to all of the address space, itself included.

        org     0x10_0000
        bits    32

        mov     esi, 0x20_0000
        mov     edi, 0x100
        mov     ecx, -1
        rep movsd
        hlt
