; Ends in a triple fault after a while, as there is no IDT.

        org     0x7C00
        bits    16

        mov     cx, 2000
pause:  loop    pause
        lidt    [none]
crash:  ud2
none:   dw      0
        dd      0
