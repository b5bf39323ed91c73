; HLT with the trap flag set, behind STI, behind MOV SS, in a handler, again and again.

%include "survive.inc"

        survive_begin
        set_vector VECTOR_DB, trap
        pushf
        or      word [ss:0x6FFE], FLAG_TF
        popf
        nop
        mov     ax, 0
        mov     ss, ax
        hlt                             ; in the shadow of MOV SS
        nop

trap:   iret
