; Ends in the middle of a string input: the port of the fourth byte stops the run.

        bits    16
        org     0

        mov     cx, 1000
        mov     dx, 0x7000
        rep insw
        hlt
