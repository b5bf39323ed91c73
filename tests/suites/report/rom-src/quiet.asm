; Halts at once.

        bits    16

        hlt
