; Never ends: only what ends its trace ends it.
        org     0x7c00
        bits    16

start:  mov     cx, 3
again:  inc     ax
        jmp     again

        times 510 - ($ - $$) db 0
        dw      0xaa55
