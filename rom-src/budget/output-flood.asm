; Proves that output is a budget too: what fits is kept, the byte that does not ends the run.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_CONSOLE
flood:  mov     si, text
        mov     cx, text_end - text
        rep outsb
        jmp     flood

text:   db      'flood', 10
text_end:
