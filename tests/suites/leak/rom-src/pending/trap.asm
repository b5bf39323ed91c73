; Ends with the trap of a single-stepped HLT waiting for the next instruction.

        bits    16
        org     0

        push    0x0102
        popf
        hlt
