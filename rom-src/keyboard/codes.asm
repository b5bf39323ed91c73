; Proves what a key sends: each byte that comes by IRQ 1 is printed, until no more can come. BL chooses how: 0 as a
; BIOS leaves it (set 2, translated to set 1), 1 set 2 as the keyboard sends it, 2 the keyboard's own set 1. The
; cases type and expect. IBM PS/2 Hardware Interface Technical Reference, "Keyboards (101- and 102-Key)", "Scan
; Code Set 1", "Scan Code Set 2".

%include "assert.inc"
%include "ivt.inc"
%include "keyboard.inc"
%include "pic.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        pic_init 0x20, 0x28
        set_vector 0x21, on_key
        pic_unmask IRQ_KEYBOARD
        cmp     bl, 0
        je      listen
        keyboard_set_command KEYBOARD_INT1 | KEYBOARD_SYSTEM
        cmp     bl, 1
        je      listen
        keyboard_write KEYS_SET
        keyboard_read
        assert_eq al, KEYS_ACK
        keyboard_write 1
        keyboard_read
        assert_eq al, KEYS_ACK
        pic_init 0x20, 0x28             ; the answers' edges are over
        pic_unmask IRQ_KEYBOARD

listen: sti
        hlt
        jmp     listen

on_key: push    ax
        in      al, PORT_KEYBOARD
        print_hex 8, al
        print   ' '
        pic_eoi IRQ_KEYBOARD
        pop     ax
        iret
