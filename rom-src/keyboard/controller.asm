; Proves what the 8042 answers by itself: self-test, interface tests, input and output port, test inputs, and that
; none of its answers is an interrupt. IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary
; Device Controller", "8042 Commands" and "Status Register".

%include "assert.inc"
%include "keyboard.inc"
%include "pic.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        pic_init 0x20, 0x28
        in      al, PORT_KEYBOARD_STATUS
        and     al, 0xFF & ~KEYBOARD_COMMAND_CAME
        assert_eq al, KEYBOARD_FREE | KEYBOARD_SYSTEM, 'status at the start'

        keyboard_command KEYBOARD_SELF_TEST
        in      al, PORT_KEYBOARD_STATUS
        assert_eq al, KEYBOARD_FREE | KEYBOARD_SYSTEM | KEYBOARD_COMMAND_CAME | KEYBOARD_HAS_BYTE
        in      al, PORT_KEYBOARD
        assert_eq al, 0x55, 'self-test'
        in      al, PORT_KEYBOARD_STATUS
        assert_eq al, KEYBOARD_FREE | KEYBOARD_SYSTEM | KEYBOARD_COMMAND_CAME, 'the byte is taken'
        in      al, PORT_KEYBOARD
        assert_eq al, 0x55, 'the buffer keeps what was read'

        keyboard_ask KEYBOARD_TEST
        assert_eq al, 0, 'clock and data of the keyboard'
        keyboard_ask KEYBOARD_AUX_TEST
        assert_eq al, 0, 'clock and data of the mouse'
        keyboard_ask KEYBOARD_PASSWORD_TEST
        assert_eq al, 0xF1, 'no password'
        keyboard_ask KEYBOARD_READ_INPUT
        and     al, 0x80
        assert_eq al, 0x80, 'not locked'
        keyboard_ask KEYBOARD_READ_OUTPUT
        and     al, OUTPUT_RUN | OUTPUT_A20 | OUTPUT_IRQ1 | OUTPUT_AUX
        assert_eq al, OUTPUT_RUN | OUTPUT_A20, 'runs, A20 open, no interrupt'
        keyboard_ask KEYBOARD_READ_TEST
        and     al, 1
        assert_eq al, 1, 'the clock of an interface that is on is high'
        keyboard_command KEYBOARD_DISABLE
        keyboard_ask KEYBOARD_READ_TEST
        and     al, 1
        assert_eq al, 0, 'of one that is off low'
        keyboard_command KEYBOARD_ENABLE

        pic_read_irr
        assert_eq ax, 0, 'no answer is an interrupt'

; ---- the status tells which port was written last
        keyboard_command KEYBOARD_WRITE_COMMAND
        in      al, PORT_KEYBOARD_STATUS
        test    al, KEYBOARD_COMMAND_CAME
        assert_flags FLAG_ZF, 0
        keyboard_write KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE
        in      al, PORT_KEYBOARD_STATUS
        assert_eq al, KEYBOARD_FREE | KEYBOARD_SYSTEM, 'last was port 0x60'
        pass
