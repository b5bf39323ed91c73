; Proves the POST port where the case has it (DX), at every width, and what it reads back. Codes of 8 bits: one for the
; byte that reaches the port. Of 16 bits: two for a word, low first, and one for a byte. doc/devices.md, "Debug, POST
; and exit ports".

%include "ports.inc"

        org     0
        bits    16

        in      al, dx
        mov     ch, al                  ; nothing written yet
        mov     al, 0x11
        out     dx, al
        in      al, dx
        mov     cl, al
        mov     ax, 0x3322
        out     dx, ax
        in      ax, dx
        mov     bx, ax
        mov     eax, 0x77665544
        out     dx, eax
        mov     si, codes
        mov     di, cx
        mov     cx, 2
        rep outsw
        in      eax, dx
        mov     cx, di
        sub     dx, 1
        mov     di, 0xAA99
        xchg    ax, di
        out     dx, ax                  ; of this word one byte reaches the port
        add     dx, 1
        mov     ax, di
        hlt

codes:  dw      0xB2B1, 0xC2C1
