; Proves that a division that overflows is told, with its operands.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     ax, 0x1000
        mov     bl, 2
        div     bl                      ; BUG
        hlt
