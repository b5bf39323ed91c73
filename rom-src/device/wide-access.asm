; Proves how a word or a dword reaches devices that are a byte wide: byte i goes to port + i, as on ISA. The
; console at 0xE9 takes only the byte that belongs to it; the neighbours lose theirs, and read as all ones.

%include "ports.inc"

        org     0
        bits    16

        mov     ax, 'AB'
        out     PORT_CONSOLE, ax        ; A; B goes to 0xEA, where nobody is
        out     0x00, ax                ; A goes to 0x00, B to 0x01, the other console port
        mov     eax, 'wxyz'
        out     PORT_CONSOLE - 1, eax   ; x
        out     PORT_CONSOLE - 3, eax   ; z

        mov     dx, PORT_CONSOLE
        mov     si, pairs
        mov     cx, 2
        rep outsw                       ; C and D
        mov     al, 10
        out     dx, al

        in      ax, PORT_CONSOLE        ; 0xE9 here (a Bochs habit), 0xFF beside it
        mov     bx, ax
        in      eax, PORT_CONSOLE - 1
        hlt

pairs:  db      'C?D?'
