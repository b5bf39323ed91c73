; Proves that a ROM that goes nowhere is stopped: JMP $, with interrupts off, until a budget is spent.

        org     0
        bits    16

        mov     bx, 1
        jmp     $
