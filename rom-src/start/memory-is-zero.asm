; Proves that all memory behind the image is zero, whatever ran before in the same worker.

%include "assert.inc"

        org     0
        bits    16

        mov     ax, 0x0100              ; from 0x1000, behind this code; the stack comes later
        mov     bx, 0xFF                ; 255 times 4 KiB
next_page:
        mov     es, ax
        mov     dx, ax
        xor     di, di
        xor     eax, eax
        mov     cx, 0x1000 / 4
        repe scasd
        jne     dirty
        mov     ax, dx
        add     ax, 0x0100
        dec     bx
        jnz     next_page
        pass

dirty:  sub     di, 4
        print   'not zero at '
        print_hex 16, dx
        print   ':'
        print_hex 16, di
        print   10
        exit    1

        times 0x1000 - ($ - $$) db 0xCC
