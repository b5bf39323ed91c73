; Proves that a key can wait for what the ROM shows: on the console, on COM1 and on the text screen. Before each of
; its questions nothing may have come for 5 ms. It waits in the two ways that there are, by HLT for IRQ 1 and by
; polling the controller. PS/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller".
        bits    16
        org     0

%include "assert.inc"
%include "ivt.inc"
%include "keyboard.inc"
%include "pic.inc"
%include "pit.inc"
%include "serial.inc"
%include "vga.inc"

%define KEY_A     0x1E                  ; make codes of set 1
%define KEY_B     0x30
%define KEY_C     0x2E
%define KEY_D     0x20

        jmp     start
        reserve_ivt
got:    db      0

start:  xor     sp, sp
        set_vector 0x21, on_key
        pic_init 0x20, 0x28
        serial_init

        call    silence
        print   'A key? '
        pic_unmask IRQ_KEYBOARD
        call    halt_for_key
        assert_eq al, KEY_A, 'behind the prompt on the console'
        pic_mask IRQ_KEYBOARD

        call    silence
        serial_print 'Another? '
        keyboard_read_press
        assert_eq al, KEY_B, 'behind the prompt on COM1'
        keyboard_read                   ; its release

        call    silence
        vga_print 24, 0, VGA_NORMAL, 'One more?'
        keyboard_read_press
        assert_eq al, KEY_C, 'behind the text on the screen, polled'
        keyboard_read

        call    silence
        vga_print 24, 0, VGA_NORMAL, 'The last?'
        pic_unmask IRQ_KEYBOARD
        call    halt_for_key
        assert_eq al, KEY_D, 'behind the text on the screen, halted'
        pass

; Nothing comes for 5 ms.
silence:
        pit_wait_us 5000
        keyboard_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'nothing has come yet'
        ret

; The next key that goes down, into AL, and waits for its release.
halt_for_key:
        mov     byte [got], 0
.press: sti
        hlt
        mov     al, [got]
        test    al, al
        jz      .press
        push    ax
.release:
        hlt
        test    byte [got], KEYBOARD_RELEASED
        jz      .release
        pop     ax
        cli
        ret

on_key: push    ax
        in      al, PORT_KEYBOARD
        mov     [got], al
        pic_eoi IRQ_KEYBOARD
        pop     ax
        iret
