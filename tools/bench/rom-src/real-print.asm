; Prints the number in decimal, in real mode.
        bits    16
        mov     sp, 0x1000
        mov     ax, [number]
        mov     bx, 10
        push    bx                      ; the newline comes last
digit:  xor     dx, dx
        div     bx
        add     dl, '0'
        push    dx
        test    ax, ax
        jnz     digit
say:    pop     ax
        out     0xe9, al
        cmp     al, 10
        jne     say
        hlt
number:                                 ; dw, put here for each case
