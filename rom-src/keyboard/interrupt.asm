; Proves IRQ 1: a byte of the keyboard raises it while INT1 is set in the command byte, it falls when the byte is
; read, and only then the next byte comes and interrupts. The case types A and B. And IRQ 12, for what comes from the
; mouse's interface, with INT2. IBM PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device
; Controller"; Intel 8259A data sheet, "Interrupt Request Register (IRR)".

%include "assert.inc"
%include "ivt.inc"
%include "keyboard.inc"
%include "pic.inc"
%include "pit.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        pic_init 0x20, 0x28
        set_vector 0x21, on_key
        set_vector 0x2C, on_mouse

; ---- polled, all masked
        keyboard_set_command KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE
wait_a: keyboard_poll
        jz      wait_a
        pic_read_irr
        assert_eq ax, 0, 'no request without INT1'
        keyboard_set_command KEYBOARD_INT1 | KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE
        pic_read_irr
        assert_eq ax, 1 << IRQ_KEYBOARD, 'a request with it'
        in      al, PORT_KEYBOARD
        assert_eq al, 0x1E
        pic_read_irr
        assert_eq ax, 0, 'none when the byte is read'
        pit_wait_us 3000
        pic_read_irr
        assert_eq ax, 1 << IRQ_KEYBOARD, 'the release is the next'
        keyboard_read
        assert_eq al, 0x9E

; ---- by interrupt: one for each byte, and none while a byte waits
        xor     bp, bp
        pic_unmask IRQ_KEYBOARD
        sti
        hlt
        assert_eq bp, 1
        assert_eq bl, 0x30, 'B goes down'
        hlt
        assert_eq bp, 2
        assert_eq bl, 0xB0, 'and up'

; ---- a byte that the ROM sends itself as the keyboard's
        keyboard_command KEYBOARD_AS_KEYBOARD
        keyboard_write 0x42
        nop
        assert_eq bp, 3
        assert_eq bl, 0x42
        keyboard_command KEYBOARD_AS_AUX
        keyboard_write 0x43
        in      al, PORT_KEYBOARD_STATUS
        and     al, KEYBOARD_HAS_BYTE | KEYBOARD_AUX_BYTE
        assert_eq al, KEYBOARD_HAS_BYTE | KEYBOARD_AUX_BYTE
        in      al, PORT_KEYBOARD
        assert_eq al, 0x43
        assert_eq bp, 3, 'that of the mouse is not on IRQ 1'

; ---- but on IRQ 12, with INT2
        cli
        keyboard_set_command KEYBOARD_INT1 | KEYBOARD_INT2 | KEYBOARD_SYSTEM | KEYBOARD_TRANSLATE
        keyboard_command KEYBOARD_AS_AUX
        keyboard_write 0x44
        pic_read_irr
        assert_eq ax, 1 << IRQ_MOUSE, 'masked, so nothing at the master'
        pic_unmask IRQ_MOUSE
        pic_read_irr
        assert_eq ax, 1 << IRQ_MOUSE | 1 << IRQ_CASCADE
        sti
        nop
        assert_eq bp, 4
        assert_eq bl, 0x44
        keyboard_command KEYBOARD_WRITE_AUX
        keyboard_write 0xF4
        nop
        assert_eq bp, 5, 'nobody is there, which comes as from the mouse'
        assert_eq bl, 0xFE
        pass

on_mouse:
        push    ax
        in      al, PORT_KEYBOARD
        mov     bl, al
        inc     bp
        pic_eoi IRQ_MOUSE
        pop     ax
        iret

on_key: push    ax
        in      al, PORT_KEYBOARD
        mov     bl, al
        inc     bp
        pic_eoi IRQ_KEYBOARD
        pop     ax
        iret
