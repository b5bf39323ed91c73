; The same in 64-bit code.

        bits    64

        rdtsc
        hlt
