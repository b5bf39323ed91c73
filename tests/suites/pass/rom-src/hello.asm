; Prints a line and halts.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_CONSOLE
        mov     si, text
        mov     cx, text_end - text
        rep outsb
        hlt

text:   db      'Hello', 10
text_end:
