; Proves that an instruction has at most 15 bytes: with 14 prefixes NOP is just long enough, with 15 it is
; #GP. SDM vol. 2, "Instruction Format"; vol. 3, "Interrupt 13 - General Protection Exception (#GP)".

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_GP, on_general_protection
        times 14 db 0x2E                ; CS:
        nop
        mov     bl, 1
too_long:
        times 15 db 0x2E
        nop
        mov     bl, 2
        hlt

on_general_protection:
        pop     ax
        sub     ax, too_long
        hlt
