; Proves when keys come: `after` in the case, 1 ms between the bytes of a key, 10 ms between typed keys. A timer
; interrupts each millisecond; each byte is printed with the milliseconds since the one before it, rounded.
; doc/case-format.md, "keys"; Intel 82C54 data sheet, mode 2.

%include "console.inc"
%include "ivt.inc"
%include "keyboard.inc"
%include "pic.inc"
%include "pit.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        pic_init 0x20, 0x28
        set_vector 0x20, on_tick
        set_vector 0x21, on_key
        pit_program 0, PIT_MODE_RATE, pit_count(4000)
        pic_unmask IRQ_TIMER
        pic_unmask IRQ_KEYBOARD
        xor     cx, cx                  ; quarters of a millisecond
        mov     bl, 6                   ; bytes to come
        sti
listen: hlt
        cmp     bl, 0
        jne     listen
        cli
        hlt

on_tick:
        push    ax
        inc     cx
        pic_eoi IRQ_TIMER
        pop     ax
        iret

on_key: push    ax
        add     cx, 2                   ; to the nearest
        shr     cx, 2
        print_dec 16, cx
        print   ' ms '
        in      al, PORT_KEYBOARD
        print_hex 8, al
        print   10
        xor     cx, cx
        dec     bl
        pic_eoi IRQ_KEYBOARD
        pop     ax
        iret
