; Proves the 8042's command byte and the RAM behind it: read and written, the interface commands as its bits, the
; system flag in the status, and that the interface holds a key back while it is off. IBM PS/2 Hardware Interface
; Technical Reference, "Keyboard and Auxiliary Device Controller", "Controller Command Byte". The case types A.

%include "assert.inc"
%include "keyboard.inc"
%include "pit.inc"

%define AS_A_BIOS (KEYBOARD_INT1 | KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE)

        org     0
        bits    16

        mov     sp, 0x7000
        keyboard_command KEYBOARD_DISABLE       ; before the key
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, AS_A_BIOS | KEYBOARD_OFF, 'bit 4 is the interface'
        keyboard_command KEYBOARD_ENABLE
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, AS_A_BIOS
        keyboard_command 0xA7
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, AS_A_BIOS | KEYBOARD_AUX_OFF, 'bit 5 is the mouse'
        keyboard_command 0xA8
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, AS_A_BIOS

; ---- the system flag shows in the status, and the self-test sets it
        keyboard_set_command KEYBOARD_OFF | KEYBOARD_TRANSLATE
        in      al, PORT_KEYBOARD_STATUS
        test    al, KEYBOARD_SYSTEM
        assert_flags FLAG_ZF, FLAG_ZF, 'written as 0'
        keyboard_ask KEYBOARD_READ_COMMAND
        assert_eq al, KEYBOARD_OFF | KEYBOARD_TRANSLATE
        keyboard_ask KEYBOARD_SELF_TEST
        assert_eq al, 0x55
        in      al, PORT_KEYBOARD_STATUS
        test    al, KEYBOARD_SYSTEM
        assert_flags FLAG_ZF, 0, 'set by the self-test'

; ---- 31 bytes of RAM behind it
        mov     bl, 1
fill:   mov     al, KEYBOARD_WRITE_COMMAND
        add     al, bl
        out     PORT_KEYBOARD_STATUS, al
        mov     al, bl
        not     al
        out     PORT_KEYBOARD, al
        inc     bl
        cmp     bl, 32
        jb      fill
        mov     bl, 1
look:   mov     al, KEYBOARD_READ_COMMAND
        add     al, bl
        out     PORT_KEYBOARD_STATUS, al
        in      al, PORT_KEYBOARD
        not     al
        assert_eq al, bl
        inc     bl
        cmp     bl, 32
        jb      look

; ---- the interface is off: no key; on: there it is
        keyboard_set_command AS_A_BIOS | KEYBOARD_OFF
        pit_wait_us 3000
        keyboard_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'held back'
        keyboard_command KEYBOARD_ENABLE
        keyboard_read
        assert_eq al, 0x1E, 'A goes down'
        keyboard_read
        assert_eq al, 0x9E, 'and up'
        pass
