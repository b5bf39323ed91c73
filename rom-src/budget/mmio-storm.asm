; Proves that a ROM that does nothing but exits is stopped in time: an endless loop of reads where no memory
; is. It uses few cycles of its own, so the time budget is what ends it.

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
storm:  mov     eax, [0x10]
        mov     [0x20], eax
        jmp     storm
