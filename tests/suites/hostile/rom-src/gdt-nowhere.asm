; A GDT where no memory is, then a segment from it.

        org     0x10_0000
        bits    32

        lgdt    [pointer]
        mov     ax, 0x28
        mov     ds, ax
        jmp     0x30:0

pointer:
        dw      0xFFFF
        dd      0xE000_0000
