; Shows the gate, and both addresses that were the same one while it was closed.

%include "show.inc"
%include "keyboard.inc"

        bits    16
        org     0

        show_port 0x92
        keyboard_ask KEYBOARD_READ_OUTPUT
        show    'output port', 8, al
        mov     ax, 0xFFFF
        mov     es, ax
        show    'at 108000', 32, [es:0x8010]
        show    'at 8000', 32, [0x8000]
        mov     word [0x8000], 0xBEEF
        show    'at 108000', 32, [es:0x8010]
        in      al, 0x92
        and     al, ~2                  ; the keyboard controller still holds it open
        out     0x92, al
        show    'at 108000', 32, [es:0x8010]
        hlt
