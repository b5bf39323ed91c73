; Proves what 64-bit mode does with narrower operands: a 32-bit result clears the upper half, 8 and 16-bit
; results leave the rest alone, immediates are sign-extended, and R8 has a low byte of its own. SDM vol. 1,
; "General-Purpose Registers in 64-Bit Mode".

        org     0x10_0000
        bits    64

        mov     rbx, -1
        mov     bx, 0
        mov     rcx, -1
        mov     ch, 0
        mov     rsi, -2                 ; 32-bit immediate, sign-extended
        mov     r8, -1
        mov     r8b, 0x11
        mov     r9, -1
        add     r9d, 0                  ; even without a change
        mov     edi, 0x8000_0000
        movsxd  r10, edi
        mov     r11, 0x0102_0304_0506_0708
        bswap   r11
        mov     rbp, 0xFFFF_0000_FFFF_0000
        mov     r12, rbp
        or      edi, edi                ; not zero
        cmovz   r12d, edi               ; not taken, and still it clears the upper half
        mov     r13, -1
        mov     r14, 2
        imul    r13, r14
        mov     rax, r13
        cqo
        mov     r15, rdx
        xor     edx, edx
        mov     eax, 0x1234_5678
        hlt
