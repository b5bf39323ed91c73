; The text screen starts in the last cell of the last 64 KiB that the CRT controller can say: its memory goes around.

        org     0
        bits    16

        mov     ax, 0xB800
        mov     ds, ax
        mov     byte [0x7FFE], 'X'
        mov     byte [0x0000], 'Y'
        mov     dx, 0x3D4
        xor     cx, cx
each:   mov     al, 0x0C                        ; some, and the last one in the end
        mov     ah, ch
        out     dx, ax
        inc     ax
        mov     ah, cl
        out     dx, ax
        add     cx, 0x0101
        jnc     each
        mov     ax, 0xFF0C
        out     dx, ax
        mov     ax, 0xFF0D
        out     dx, ax
        hlt
