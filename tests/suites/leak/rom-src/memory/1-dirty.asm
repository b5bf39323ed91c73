; Fills all 2 MiB of its memory but the page that it runs in: the tables of the start state, video memory, where option
; ROMs lie, and what is above 1 MiB.

        bits    32
        org     0x10_0000

        mov     eax, 0xA55A_5AA5
        xor     edi, edi
        mov     ecx, 0x10_0000 / 4
        rep stosd
        mov     edi, 0x10_1000
        mov     ecx, 0x0F_F000 / 4
        rep stosd
        hlt
