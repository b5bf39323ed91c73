; String I/O in the middle of which the output budget ends: the element that did not fit is still under way.

        org     0
        bits    16

        mov     dx, 0xE9
        mov     cx, -1
        rep outsb
        hlt
