; INT3 whose handler is INT3: pushes for ever, around all of the stack segment.

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        mov     ax, 0x2000
        mov     ss, ax
        set_vector VECTOR_BP, storm
storm:  int3
        jmp     storm
