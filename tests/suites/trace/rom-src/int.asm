; INT n, its handler and IRET; what PUSHF and INT push. Proves that nothing of the stepping is seen in it: TF,
; bit 8, is clear in the flags (SDM vol. 3, "INT n", "Single-Step Exception").
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [0x40 * 4], handler
        mov     [0x40 * 4 + 2], ax
        mov     word [3 * 4], handler
        mov     [3 * 4 + 2], ax
        pushf
        pop     bx
call:   int     0x40
        mov     si, 1
        int3
        hlt

handler:
        mov     bp, sp
        mov     cx, [bp + 4]
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
