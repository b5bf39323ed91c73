; Proves that a ROM in RAM may write its own code: it makes a loop body an INC, then a DEC, then a NOP, and
; runs each. A jump between the write and the new code is what the manual asks for. SDM vol. 3, "Handling
; Self- and Cross-Modifying Code".

        org     0
        bits    16

INC_CX  equ     0x41
DEC_CX  equ     0x49
NO_OP   equ     0x90

        mov     si, opcodes
        xor     cx, cx
        xor     dx, dx
patch:  lodsb
        test    al, al
        jz      done
        mov     [body], al
        mov     bx, 1000
        jmp     body
body:   hlt                             ; never what runs
        add     dx, cx
        dec     bx
        jnz     body
        jmp     patch
done:   hlt

opcodes:
        db      INC_CX, DEC_CX, NO_OP, INC_CX, 0
