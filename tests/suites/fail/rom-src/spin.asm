; Never ends by itself.

        org     0
        bits    16

        mov     bl, 7
        jmp     $
