; A HLT that nothing will wake.

        bits    16

        sti
        hlt
