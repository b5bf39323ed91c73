; Reads and writes without end where no memory is.

        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
storm:  mov     eax, [0x10]
        mov     [0x20], eax
        jmp     storm
