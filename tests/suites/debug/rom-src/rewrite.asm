; Writes other code over its own.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     si, other
        mov     di, over
        mov     cx, 3
        rep     movsb
over:   mov     bx, 0x1111
stop:   hlt
other:  mov     bx, 0x3333
