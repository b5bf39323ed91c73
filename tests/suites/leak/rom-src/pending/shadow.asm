; Every other instruction leaves an interrupt shadow; a budget ends the run.

        bits    16
        org     0

        sti
next:   mov     ss, ax
        jmp     next
