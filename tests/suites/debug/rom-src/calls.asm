; Calls a function, behind which a label stands.

        org 0x7c00
        bits 16
start:  xor ax, ax
        mov ss, ax
        mov sp, 0x7c00
        call work
after:  hlt
work:   mov cx, 3
        ret
