; Fills all memory but its own page with 0xA5.

        org     0x10_0000
        bits    32

        mov     al, 0xA5
        xor     edi, edi
        mov     ecx, 0x10_0000
        rep stosb
        mov     edi, 0x10_1000
        mov     ecx, 0x100_0000 - 0x10_1000
        rep stosb
        hlt
