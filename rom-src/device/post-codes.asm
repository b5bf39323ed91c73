; Proves that bytes written to port 0x80 are reported in order as POST codes, in each of OUT's forms. A word's
; upper byte belongs to port 0x81, where nobody is.

%include "ports.inc"

        org     0
        bits    16

        post    0x01
        mov     dx, PORT_POST
        mov     al, 0x55
        out     dx, al
        mov     ax, 0x3412
        out     dx, ax
        mov     si, codes
        mov     cx, 3
        rep outsb
        hlt

codes:  db      0xAA, 0x00, 0xFF
