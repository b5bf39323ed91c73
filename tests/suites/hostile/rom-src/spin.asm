; jmp $

        bits    16

        jmp     $
