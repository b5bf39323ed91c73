; Shows the controller, what it was asked last, and whether a key comes.

%include "show.inc"
%include "keyboard.inc"

        bits    16
        org     0

        show_port PORT_KEYBOARD_STATUS
        show_port PORT_KEYBOARD
        keyboard_ask KEYBOARD_READ_COMMAND
        show    'command byte', 8, al
        keyboard_ask KEYBOARD_READ_INPUT
        show    'input port', 8, al
        keyboard_ask KEYBOARD_READ_OUTPUT
        show    'output port', 8, al
        keyboard_write KEYS_SET
        keyboard_read
        show    'answer', 8, al
        keyboard_write 0
        keyboard_read
        show    'answer', 8, al
        keyboard_read
        show    'set', 8, al
        mov     cx, 2000
.wait:  keyboard_poll
        jnz     .key
        loop    .wait
        say     'no key', 10
        hlt
.key:   in      al, PORT_KEYBOARD
        show    'a key', 8, al
        hlt
