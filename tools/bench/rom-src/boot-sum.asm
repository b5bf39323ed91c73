; Adds up 1 to 100 and the number, as a boot sector.
        bits    16
        org     0x7c00
        mov     cx, 100
        mov     ax, [number]
next:   add     ax, cx
        loop    next
        hlt
number:                                 ; dw, put here for each case
