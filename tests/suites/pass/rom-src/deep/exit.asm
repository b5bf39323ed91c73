; Ends by the exit port with what BL holds.

%include "ports.inc"

        org     0
        bits    16

        mov     al, bl
        out     PORT_EXIT, al
