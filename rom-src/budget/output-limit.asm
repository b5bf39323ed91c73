; Proves where the output budget ends: as many bytes as it says are no offence. The case puts the number of
; bytes into CX.

%include "ports.inc"

        org     0
        bits    16

        mov     al, '.'
next:   out     PORT_CONSOLE, al
        loop    next
        hlt
