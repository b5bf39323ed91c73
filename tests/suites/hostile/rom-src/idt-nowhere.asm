; An IDT where no memory is, then an interrupt.

        org     0x10_0000
        bits    32

        lidt    [pointer]
        int     0x80
        hlt

pointer:
        dw      0xFFFF
        dd      0xE000_0000
