; Proves that an interrupt whose vector nobody set is told.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        int     0x10                    ; BUG
        hlt
