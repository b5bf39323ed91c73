; Proves that cycles are counted: a loop of 100,000 rounds costs about one cycle a round on a fast CPU, and
; some ten at the most. In the box a cycle is an instruction.

        org     0
        bits    16

        mov     ecx, 100_000
round:  dec     ecx
        jnz     round
        hlt
