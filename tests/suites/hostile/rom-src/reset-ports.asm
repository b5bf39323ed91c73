; Asks for an SMI and for a reset in every way a PC has.

        org     0
        bits    16

        mov     al, 0xFE
        out     0xB2, al
        out     0x64, al
        mov     al, 3
        out     0x92, al
        mov     dx, 0xCF9
        mov     al, 6
        out     dx, al
        mov     al, 0x0E
        out     dx, al
        hlt
