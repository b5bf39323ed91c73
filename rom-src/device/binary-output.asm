; Proves that the console is a stream of bytes, not of characters: each of the 256 values arrives as it is.

%include "ports.inc"

        org     0
        bits    16

        xor     al, al
next:   out     PORT_CONSOLE, al
        inc     al
        jnz     next
        hlt
