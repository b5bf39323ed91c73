; Raises an exception with an empty IDT: no handler, no double fault handler, a triple fault.

        org     0
        bits    16

        mov     bl, 7
        lidt    [no_idt]
        int3

no_idt: dw      0
        dd      0
