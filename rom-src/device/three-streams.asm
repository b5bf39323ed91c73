; Proves that console, serial line and POST port are three streams, however their bytes interleave.

%include "serial.inc"

        org     0
        bits    16

        xor     bl, bl
next:   mov     al, bl
        add     al, 'a'
        out     PORT_CONSOLE_LOW, al
        sub     al, 'a' - 'A'
        mov     dx, PORT_COM1
        out     dx, al
        post    bl
        inc     bl
        cmp     bl, 4
        jb      next
        hlt
