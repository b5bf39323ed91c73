; INT behind STI, which the CPU of the box executes in one step: both and the handler are to be seen.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     word [0x40 * 4], handler
        mov     [0x40 * 4 + 2], ax
enable: sti
        int     0x40
        mov     bx, 1
        cli
        hlt

handler:
        inc     cx
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
