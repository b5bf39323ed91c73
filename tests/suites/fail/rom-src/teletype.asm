; A boot sector that prints by INT 10h, as it would under a BIOS, and says on the debug console that it starts. It does
; so again and again: the vector of INT 10h leads to the vector table, and from there the CPU runs back into it.

        org     0x7C00
        bits    16

        mov     al, '>'
        out     0xE9, al
        mov     ax, 0x0E00 | '!'
        int     0x10
        hlt
