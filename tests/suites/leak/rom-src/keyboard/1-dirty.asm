; Ends with another command byte, scan code set 3 and rate, a command that waits for its argument, keys that nobody has
; read, and commands to the controller that wait for theirs.

%include "keyboard.inc"

        bits    16
        org     0

        keyboard_write KEYS_SET
        keyboard_read
        keyboard_write 3
        keyboard_read
        keyboard_write KEYS_RATE
        keyboard_read
        keyboard_set_command KEYBOARD_INT1 | KEYBOARD_INT2
        mov     cx, 2000                ; a key comes
.wait:  in      al, 0x61
        loop    .wait
        keyboard_command KEYBOARD_WRITE_OUTPUT
        hlt
