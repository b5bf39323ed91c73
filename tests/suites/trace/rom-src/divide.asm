; #DE in real mode: the handler is entered with the address of the DIV (a fault, SDM vol. 3, table 6-1), and
; steps over it.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [0], handler
        mov     [2], ax
        xor     bl, bl
divide: div     bl
        mov     di, 7
        hlt

handler:
        mov     bp, sp
        mov     dx, [bp]
        add     word [bp], 2
        iret

        times 510 - ($ - $$) db 0
        dw      0xaa55
