; Ends by the exit port, with bytes in all three streams.

%include "ports.inc"

        bits    16
        org     0

        mov     cx, 40
.next:  mov     al, 'x'
        out     PORT_CONSOLE, al
        out     PORT_CONSOLE_LOW, al
        out     PORT_POST, al
        mov     dx, PORT_COM1
        out     dx, al
        loop    .next
        mov     eax, 0x1234_5678
        out     PORT_EXIT, eax
        hlt
