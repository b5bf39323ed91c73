; Proves that console, serial line and POST port share one output budget: three bytes a round.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_COM1
        mov     al, 'x'
next:   out     PORT_CONSOLE, al
        out     dx, al
        out     PORT_POST, al
        jmp     next
