; Waits for an interrupt that nothing will raise.

        org     0
        bits    16

        sti
        hlt
