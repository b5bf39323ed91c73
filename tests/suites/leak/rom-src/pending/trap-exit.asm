; Ends with the trap of a single-stepped OUT, which ends the run, waiting for the next instruction.

        bits    16
        org     0

        mov     al, 1
        push    0x0102
        popf
        out     0xF4, al
        hlt
