; Puts the number into both halves of RAX, and its square into R8, in 64-bit mode.
        bits    64
        default rel
        org     0x100000
        movzx   eax, word [number]
        mov     r8, rax
        imul    r8, rax
        mov     rdx, 0x100000001
        imul    rax, rdx
        hlt
number:                                 ; dw, put here for each case
