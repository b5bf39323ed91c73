; Ends in the middle of a file.

        bits    16
        org     0

        mov     dx, 0x510
        mov     ax, 0x20
        out     dx, ax
        inc     dx
        in      al, dx
        in      al, dx
        hlt
