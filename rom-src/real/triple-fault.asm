; Proves that a triple fault is a result: without a vector table the first exception has no handler, nor has
; the double fault that follows. SDM vol. 3, "Interrupt 8 - Double Fault Exception (#DF)".

        org     0
        bits    16

        lidt    [no_table]
        ud2
        hlt

no_table:
        dw      0
        dd      0
