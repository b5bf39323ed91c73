; The same at the reset vector.

        bits    16
        org     0

        times 0xFFF0 db 0xF4
        rdtsc
        hlt
        times 0x10000 - ($ - $$) db 0xF4
