; Proves what `start: protected` is: flat 32-bit segments, interrupts off, at 1 MiB.

        org     0x10_0000
        bits    32

        hlt
