; Ends in a triple fault, as there is no IDT.

        org     0x7C00
        bits    16

        lidt    [none]
        ud2
none:   dw      0
        dd      0
