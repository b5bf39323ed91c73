; Reads a port and an address where nothing is: BX says which one first.

%include "ports.inc"

        org     0
        bits    16

        test    bx, bx
        jnz     memory
        mov     dx, PORT_NOBODY
        in      ax, dx
memory: mov     ax, 0xFFFF
        mov     ds, ax
        mov     byte [0x10], 0x5A
        hlt
