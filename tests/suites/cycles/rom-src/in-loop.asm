; A loop of a thousand INs and OUTs of each width: 7003 instructions.

        bits    16

        mov     dx, 0x61
        mov     cx, 1000
next:   in      al, dx
        in      ax, dx
        in      eax, dx
        out     0x80, al
        out     0x80, ax
        out     0x80, eax
        loop    next
        hlt
