; Proves masked x87 exceptions: 1 / 0 is infinity and sets ZE, 0 / 0 is the default NaN and sets IE, 1 / 3 is
; inexact and sets PE; nothing traps. SDM vol. 1, "x87 FPU Floating-Point Exception Handling", "Indefinite".

        org     0
        bits    16

        fninit
        fldz
        fldz
        fdivp                           ; 0 / 0
        fnstsw  ax
        mov     bx, ax
        fnclex
        fldz
        fld1
        fdivrp                          ; 1 / 0
        fnstsw  ax
        mov     cx, ax
        fnclex
        fld1
        fidiv   word [three]
        fnstsw  ax
        hlt

three:  dw      3
