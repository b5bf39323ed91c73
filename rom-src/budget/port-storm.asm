; Proves that an endless loop of IN from a port where nobody is ends in time, as it does for memory in
; mmio-storm.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_NOBODY
storm:  in      al, dx
        jmp     storm
