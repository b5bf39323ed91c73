; Proves that a guest that never gets anywhere by itself is stopped: a handler that returns to the instruction
; that faults, for ever.

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_DE, on_divide_error
        xor     cx, cx
        div     cx
        hlt

on_divide_error:
        iret
