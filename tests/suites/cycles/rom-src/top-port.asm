; The console at port 0xFFFF, the last one, and accesses that go beyond it: 8 instructions.

        bits    16

        mov     dx, 0xFFFF
        mov     ax, 0x4241
        out     dx, al
        out     dx, ax
        out     dx, al
        in      ax, dx
        out     dx, ax
        hlt
