; Says one thing on every stream, leaves a word in memory and halts with known registers. The cases that run it
; expect something else, each in one place.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_CONSOLE
        mov     si, console
        mov     cx, console_end - console
        rep outsb
        mov     dx, PORT_COM1
        mov     si, serial
        mov     cx, serial_end - serial
        rep outsb
        post    0x11
        post    0x22
        mov     word [0x500], 0xAA55
        mov     eax, 0x1234_5678
        mov     bx, 0xBEEF
        stc
        hlt

console:
        db      'one', 10, 'two', 10, 'three', 10
console_end:
serial: db      'ready', 13, 10
serial_end:
