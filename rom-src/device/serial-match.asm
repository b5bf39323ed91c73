; Proves that patterns work on the serial line too: a table of numbers of which only some lines matter.

%include "serial.inc"

        org     0
        bits    16

        mov     dx, PORT_COM1
        mov     cx, 5
next:   mov     si, line
        mov     bx, line_end - line
say:    lodsb
        out     dx, al
        dec     bx
        jnz     say
        inc     byte [number]
        loop    next
        hlt

line:   db      'entry '
number: db      '1', 13, 10
line_end:
