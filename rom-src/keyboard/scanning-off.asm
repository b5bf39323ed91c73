; Proves that the keyboard sends no key while scanning is off (0xF5), and none is lost: it comes after 0xF4. A reset
; switches scanning on. The case types A and B. IBM PS/2 Hardware Interface Technical Reference, "Keyboards (101- and
; 102-Key)", "Default Disable", "Enable", "Reset".

%include "assert.inc"
%include "keyboard.inc"
%include "pit.inc"

%macro answers 1
        keyboard_read
        assert_eq al, %1
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        keyboard_write KEYS_OFF
        answers KEYS_ACK
        pit_wait_us 5000
        keyboard_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'no key'
        keyboard_write KEYS_ECHO
        answers KEYS_ECHO               ; the keyboard itself is awake
        keyboard_write KEYS_ON
        answers KEYS_ACK
        answers 0x1E
        answers 0x9E

        keyboard_write KEYS_OFF
        answers KEYS_ACK
        keyboard_write KEYS_RESET
        answers KEYS_ACK
        answers KEYS_TEST_PASSED
        answers 0x30
        answers 0xB0
        pass
