; Never ends, prints first.

        org     0x7C00
        bits    16

        mov     al, 'H'
        out     0xE9, al
        mov     al, 'i'
        out     0xE9, al
        xor     cx, cx
spin:   inc     cx
        jmp     spin
