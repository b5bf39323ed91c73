; One OUT for the console and for the exit port, one HLT for waiting and for nothing else: neither is the end when
; it is first executed.
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
        mov     al, 0x34                ; counter 0, mode 2, 1 ms
        out     0x43, al
        mov     al, 0xa9
        out     0x40, al
        mov     al, 0x04
        out     0x40, al
        mov     dx, 0xe9
        mov     al, 'a'
        call    put
        mov     al, 'b'
        call    put
        sti
wait_for_tick:
        hlt
        cmp     cx, 3
        jb      wait_for_tick
        cli
        xor     cx, cx
        mov     al, 0xff
        out     0x21, al
        mov     dx, 0xf4
        mov     al, 7
        call    put
        hlt

put:    out     dx, al
        ret

tick:   inc     cx
        push    ax
        mov     al, 0x20
        out     0x20, al
        pop     ax
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
