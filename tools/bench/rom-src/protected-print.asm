; Prints the number in hexadecimal, in 32-bit protected mode.
        bits    32
        org     0x100000
        movzx   ebx, word [number]
        mov     ecx, 4
next:   rol     bx, 4
        mov     al, bl
        and     al, 15
        cmp     al, 10
        sbb     al, 0x69
        das                             ; 0 to 15 become '0' to 'F'
        out     0xe9, al
        loop    next
        mov     al, 10
        out     0xe9, al
        hlt
number:                                 ; dw, put here for each case
