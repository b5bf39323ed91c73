; Proves lazy x87 switching: with CR0.TS set the first x87 instruction is #NM, vector 7; the handler clears
; TS, and the instruction runs when it is tried again. SDM vol. 3, "Interrupt 7 - Device Not Available
; Exception (#NM)"; vol. 2, CLTS.

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_NM, on_not_available
        fninit
        xor     cx, cx
        mov     eax, cr0
        or      eax, CR0_TS
        mov     cr0, eax
retried:
        fld1
        fld1
        hlt

on_not_available:
        inc     cx
        mov     bx, sp
        mov     ax, [ss:bx]
        sub     ax, retried
        clts
        iret
