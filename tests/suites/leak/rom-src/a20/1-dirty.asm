; Closes A20 by both ways, writes around the end of the first MiB, and leaves it closed.

%include "keyboard.inc"

        bits    16
        org     0

        in      al, 0x92
        and     al, ~2
        out     0x92, al
        mov     al, KEYBOARD_A20_OFF
        out     PORT_KEYBOARD_STATUS, al
        mov     ax, 0xFFFF
        mov     es, ax
        mov     dword [es:0x8010], 0x1234_5678
        mov     ax, 0x1000
        mov     ds, ax
        mov     dword [0], 0x8765_4321
        hlt
