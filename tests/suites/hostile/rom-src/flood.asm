; Output without end.

        bits    16

flood:  out     0xE9, al
        jmp     flood
