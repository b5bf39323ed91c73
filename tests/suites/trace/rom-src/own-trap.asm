; A guest that steps through itself: its #DB handler runs behind each instruction while TF is set.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [4], trap
        mov     [6], ax
        xor     cx, cx
        pushf
        or      byte [0x7bff], 1
        popf
        nop
        nop
        pushf
        and     byte [0x7bff], ~1
        popf
        mov     bx, cx
        hlt

trap:   inc     cx
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
