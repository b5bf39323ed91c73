; Prints without end.

%include "ports.inc"

        org     0
        bits    16

        mov     al, '!'
flood:  out     PORT_CONSOLE, al
        jmp     flood
