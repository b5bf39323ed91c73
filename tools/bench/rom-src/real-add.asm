; Adds the number to itself, in real mode.
        bits    16
        mov     ax, [number]
        mov     bx, ax
        add     bx, ax
        hlt
number:                                 ; dw, put here for each case
