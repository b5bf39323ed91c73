; Ends in the middle of a string output, by its budget of output.

        bits    16
        org     0

        mov     cx, 1000
        mov     dx, 0xE9
        rep outsb
        hlt
