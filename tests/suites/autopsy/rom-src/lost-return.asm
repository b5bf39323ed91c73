; Proves that a return to what is no return address is told: the last RET, and what it popped.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7000
        call    work
        hlt

work:   push    word 0x0F10
        ret                             ; BUG
