; Greets in 64-bit mode, from a routine, and leaves the number in R15.
        bits    64
        default rel
        org     0x100000
        lea     rsi, [text]
        call    print
        movzx   r15, word [number]
        hlt
print:  lodsb
        out     0xe9, al
        cmp     al, 10
        jne     print
        ret
text:   db      'Hello, 64 bits!', 10
number:                                 ; dw, put here for each case
