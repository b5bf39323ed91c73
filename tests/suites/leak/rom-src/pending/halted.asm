; Ends in HLT with interrupts on, and no interrupt that could come.

        bits    16
        org     0

        sti
        hlt
