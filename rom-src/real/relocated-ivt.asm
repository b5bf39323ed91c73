; Proves that LIDT works in real mode: the vector table lies where IDTR says, and a vector beyond its limit is
; #GP. SDM vol. 3, "8086 Emulation", "Interrupt and Exception Handling".

%include "ivt.inc"

        org     0
        bits    16

TABLE   equ     0x8000
LAST    equ     0x20

        mov     word [TABLE + LAST * 4], on_last
        mov     word [TABLE + VECTOR_GP * 4], on_general_protection
        lidt    [table_pointer]
        int     LAST
beyond: int     LAST + 1
        hlt

table_pointer:
        dw      LAST * 4 + 3
        dd      TABLE

on_last:
        mov     bl, 1
        iret

on_general_protection:
        pop     ax
        sub     ax, beyond              ; 0: a fault, not an interrupt
        hlt
