; Fills the megabyte behind itself with ones.

        org     0
        bits    16

        xor     bx, bx
        mov     di, 0x100
each:   mov     es, bx
        mov     al, 0xFF
        mov     cx, 0xFFFF
        sub     cx, di
        rep stosb
        stosb
        xor     di, di
        add     bx, 0x1000
        jnc     each
        hlt
