; IN of each width, with every other way to leave behind it: 12 instructions.

        bits    16

        in      al, 0x61
        out     0x80, al
        in      al, 0x61
        in      ax, 0x61
        in      eax, 0x61
        out     0x80, al
        in      eax, 0x61
        out     0x80, ax
        in      ax, 0x61
        nop
        in      al, 0x61
        hlt
