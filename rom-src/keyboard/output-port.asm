; Proves the 8042's output port: its interrupt bits follow the output buffer, A20 is bit 1, and what is written is
; read back. IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller", "Output
; Port" and "8042 Commands".

%include "assert.inc"
%include "keyboard.inc"

%define LOOKED_AT (OUTPUT_RUN | OUTPUT_A20 | OUTPUT_IRQ1 | OUTPUT_AUX)

; output_is BITS: those of LOOKED_AT.
%macro output_is 1
        keyboard_ask KEYBOARD_READ_OUTPUT
        and     al, LOOKED_AT
        assert_eq al, %1
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        output_is OUTPUT_RUN | OUTPUT_A20

; ---- a byte of the keyboard in the buffer, and one of the mouse
        keyboard_command KEYBOARD_AS_KEYBOARD
        keyboard_write 0x1E
        output_is OUTPUT_RUN | OUTPUT_A20 | OUTPUT_IRQ1
        output_is OUTPUT_RUN | OUTPUT_A20       ; its answer took that byte's place
        keyboard_command KEYBOARD_AS_AUX
        keyboard_write 0x1E
        output_is OUTPUT_RUN | OUTPUT_A20 | OUTPUT_AUX

; ---- the mouse that is not there: an answer for it all the same
        keyboard_command KEYBOARD_WRITE_AUX
        keyboard_write 0xFF
        in      al, PORT_KEYBOARD_STATUS
        and     al, KEYBOARD_HAS_BYTE | KEYBOARD_AUX_BYTE | KEYBOARD_TIMEOUT
        assert_eq al, KEYBOARD_HAS_BYTE | KEYBOARD_AUX_BYTE | KEYBOARD_TIMEOUT
        in      al, PORT_KEYBOARD
        assert_eq al, KEYS_SAY_AGAIN
        in      al, PORT_KEYBOARD_STATUS
        and     al, KEYBOARD_HAS_BYTE | KEYBOARD_AUX_BYTE | KEYBOARD_TIMEOUT
        assert_eq al, 0

; ---- A20 by command and by the port; all other bits stay
        keyboard_ask KEYBOARD_READ_OUTPUT
        mov     bl, al
        keyboard_command KEYBOARD_A20_OFF
        keyboard_ask KEYBOARD_READ_OUTPUT
        xor     al, bl
        assert_eq al, OUTPUT_A20
        keyboard_command KEYBOARD_A20_ON
        keyboard_ask KEYBOARD_READ_OUTPUT
        assert_eq al, bl
        mov     bh, bl
        and     bh, 0xFF & ~OUTPUT_A20
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_write bh
        keyboard_ask KEYBOARD_READ_OUTPUT
        assert_eq al, bh
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_write bl
        keyboard_ask KEYBOARD_READ_OUTPUT
        assert_eq al, bl

; ---- a command in between is no data for 0xD1
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_ask KEYBOARD_TEST
        assert_eq al, 0
        keyboard_write KEYS_ECHO
        keyboard_read
        assert_eq al, KEYS_ECHO
        pass
