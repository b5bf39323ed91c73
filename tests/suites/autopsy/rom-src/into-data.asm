; Proves that a run into data is told, with what called it.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     bx, 0
        call    [cs:table + bx]         ; BUG
        hlt

first:  ret
table:  dw      message
message:
        db      0x0F, 0xFF, 'not code'
