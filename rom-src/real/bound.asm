; Proves BOUND: an index inside its bounds (both inclusive, signed) goes through, one outside is #BR, vector
; 5, with the address of the BOUND. SDM vol. 2, BOUND; vol. 3, "Interrupt 5 - BOUND Range Exceeded Exception
; (#BR)".

%include "fault.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_BR, on_bound_range

        mov     ax, -3
        bound   ax, [bounds]
        mov     ax, 10
        bound   ax, [bounds]
        mov     ax, 11
        faults  bound ax, [bounds]
        mov     ax, -4
        faults  bound ax, [bounds]
        hlt

on_bound_range:
        fault_handler

bounds: dw      -3, 10
