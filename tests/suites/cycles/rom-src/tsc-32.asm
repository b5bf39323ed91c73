; The same in 32-bit code.

        bits    32

        rdtsc
        hlt
