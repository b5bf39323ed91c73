; Proves x87 arithmetic in 80 bits: pi as the CPU knows it, 1 + 2 = 3 on top of it, and what the status and
; tag words say. SDM vol. 1, "Programming with the x87 FPU"; vol. 2, FLDPI.

        org     0
        bits    16

        fninit
        fldpi
        fld1
        fiadd   word [two]
        fist    word [result]
        hlt

two:    dw      2
        times 0x100 - ($ - $$) db 0
result: dw      0
