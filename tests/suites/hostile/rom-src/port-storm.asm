; REP INSB with four billion to go, over all memory and on.

        org     0x10_0000
        bits    32

        mov     edx, 0x7000
        mov     edi, 0x20_0000
        mov     ecx, -1
        rep insb
        hlt
