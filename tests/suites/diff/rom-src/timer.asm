; The timer interrupts a loop, and HLT: in step it does so at the same instruction in both.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [8 * 4], tick
        mov     [8 * 4 + 2], ax
        mov     al, 0x11                ; ICW1 to 4
        out     0x20, al
        mov     al, 8
        out     0x21, al
        mov     al, 4
        out     0x21, al
        mov     al, 1
        out     0x21, al
        mov     al, 0xfe                ; IRQ 0 alone
        out     0x21, al
        mov     al, 0x34                ; counter 0, mode 2
        out     0x43, al
        mov     al, 6
        out     0x40, al
        mov     al, 0
        out     0x40, al
        xor     cx, cx
enable: sti
spin:   cmp     cx, 1
        jb      spin
        sti
        hlt
        cli
        hlt

tick:   inc     cx
        mov     al, 0x20
        out     0x20, al
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
