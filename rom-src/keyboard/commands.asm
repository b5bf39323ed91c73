; Proves what the keyboard answers to commands: echo, identify, lights, typematic rate, scan code set, types of
; keys, defaults, resend, reset with its self-test, and to what is none. IBM PS/2 Hardware Interface Technical
; Reference, "Keyboards (101- and 102-Key)", "Commands from the System", "Commands to the System".

%include "assert.inc"
%include "keyboard.inc"

; says BYTE, ANSWER...: a byte to the keyboard, and all its answers.
%macro says 2-*.nolist
        keyboard_write %1
%rep %0 - 1
%rotate 1
        keyboard_read
        assert_eq al, %1
%endrep
        call    nothing_more
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        keyboard_set_command KEYBOARD_SYSTEM    ; no translation: as the keyboard sends it

        says    KEYS_ECHO, KEYS_ECHO
        says    KEYS_IDENTIFY, KEYS_ACK, 0xAB, 0x83
        says    KEYS_RESEND, 0x83
        says    KEYS_LIGHTS, KEYS_ACK
        says    0x07, KEYS_ACK
        says    KEYS_RATE, KEYS_ACK
        says    0x2B, KEYS_ACK
        says    KEYS_LIGHTS, KEYS_ACK
        says    KEYS_ECHO, KEYS_ECHO            ; a command instead of lights is obeyed
        says    0x07, KEYS_SAY_AGAIN            ; so this is no lights

; ---- the scan code set: 2 until told otherwise, and again after the defaults
        says    KEYS_SET, KEYS_ACK
        says    0, KEYS_ACK, 2
        says    KEYS_SET, KEYS_ACK
        says    1, KEYS_ACK
        says    KEYS_SET, KEYS_ACK
        says    0, KEYS_ACK, 1
        says    KEYS_SET, KEYS_ACK
        says    3, KEYS_ACK
        says    KEYS_SET, KEYS_ACK
        says    0, KEYS_ACK, 3
        says    KEYS_DEFAULTS, KEYS_ACK
        says    KEYS_SET, KEYS_ACK
        says    0, KEYS_ACK, 2

; ---- types of keys: of all, or of those that are named until another command comes
%assign command KEYS_ALL_TYPEMATIC
%rep KEYS_ALL_TYPES - KEYS_ALL_TYPEMATIC + 1
        says    command, KEYS_ACK
%assign command command + 1
%endrep
%rep KEYS_MAKE - KEYS_TYPEMATIC + 1
        says    command, KEYS_ACK
        says    0x1C, KEYS_ACK                  ; A and B in set 3
        says    0x32, KEYS_ACK
%assign command command + 1
%endrep

        says    KEYS_OFF, KEYS_ACK
        says    KEYS_ON, KEYS_ACK
        says    0x00, KEYS_SAY_AGAIN
        says    0xEF, KEYS_SAY_AGAIN
        says    KEYS_RESET, KEYS_ACK, KEYS_TEST_PASSED
        says    KEYS_RESEND, KEYS_TEST_PASSED

; ---- data for the keyboard switches an interface on that was off
        keyboard_command KEYBOARD_DISABLE
        says    KEYS_ECHO, KEYS_ECHO
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, KEYBOARD_SYSTEM

; ---- answers go through the translation, too
        keyboard_set_command KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE
        says    KEYS_IDENTIFY, KEYS_ACK, 0xAB, 0x41
        pass

; 200 us of accesses to a port: twice what an answer takes.
nothing_more:
        mov     cx, 200
.next:  keyboard_poll
        jz      .none
        assert_never 'another answer'
.none:  loop    .next
        ret
