; Console and POST port side by side, and accesses to both at once: 9 instructions.

        bits    16

        mov     ax, 0x4241
        out     0x80, al
        out     0x80, ax
        out     0x80, al
        in      ax, 0x80
        out     0x80, ax
        out     0x81, al
        out     0x81, ax
        hlt
