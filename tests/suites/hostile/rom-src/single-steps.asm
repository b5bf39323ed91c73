; Sets the trap flag and never clears it: each instruction is an exception.

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector VECTOR_DB, step
        pushf
        or      word [ss:0x6FFE], FLAG_TF
        popf
storm:  inc     ax
        jmp     storm

step:   iret
