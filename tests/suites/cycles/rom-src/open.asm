; Interrupts on for a moment, and then once more: 8 instructions.

        bits    16

        sti
        nop
        cli
        nop
        out     0x80, al
        sti
        cli
        hlt
