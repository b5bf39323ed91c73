; Halts, on the machine that the case gives it.

        bits    16
        org     0

        hlt
