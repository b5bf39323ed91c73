; A boot sector that moves itself to 0x600 and calls a handler there: what a debugger has to follow.

        org     0x7C00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7C00
        mov     word [0x21 * 4], handler
        mov     [0x21 * 4 + 2], ax
        mov     si, section.moved.start
        mov     di, moved
        mov     cx, moved_end - moved
        rep     movsb
        jmp     0:moved

        section moved vstart=0x600 follows=.text

moved:  inc     word [counter]
        int     0x21
after:  mov     bx, [counter]
        inc     word [counter]
done:   hlt
handler:
        mov     dx, 0x1234
inside: iret
counter: dw     0
moved_end:
