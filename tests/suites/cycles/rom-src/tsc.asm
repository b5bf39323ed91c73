; What the first RDTSC reads.

        bits    16

        rdtsc
        hlt
