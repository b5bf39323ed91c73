; Proves the status register of a text mode on a colour and a monochrome address: the retrace comes 70 times a second,
; by the timer, bit 0 is set in it and between the lines, and bit 0 of the misc output register moves the CRTC and the
; status from 0x3Dx to 0x3Bx.
; IBM VGA Technical Reference, "Input Status Register 1", "Miscellaneous Output Register"; mode 3 has 449 lines of 900
; dots at 28.322 MHz, 70.09 Hz.

%include "assert.inc"
%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"
%include "vga.inc"

%define FRAME_TICKS             17024           ; of the timer: 449 * 900 * 1193182 / 28322000

; wait_retrace: until the next one begins. AL changes; DX is the status port.
%macro wait_retrace 0
%%in:   in      al, dx
        test    al, VGA_RETRACE
        jnz     %%in
%%out:  in      al, dx
        test    al, VGA_RETRACE
        jz      %%out
%endmacro

; sleep TICKS: halts, which is cheaper than to poll. AL changes.
%macro sleep 1
        pit_program 0, PIT_MODE_COUNT, %1
        sti
        hlt
        cli
%endmacro

        bits    16
        org     0x7C00

        xor     sp, sp
        pic_init 0x20, 0x28
        set_vector 0x20, on_tick
        pic_unmask IRQ_TIMER
        mov     al, 0x01                        ; the gate of channel 2
        out     0x61, al

; ---- from one retrace to the next

        sleep   15000
        mov     dx, PORT_VGA_STATUS
        wait_retrace
        and     al, VGA_BLANKED
        assert_eq al, VGA_BLANKED, 'nothing is shown meanwhile'
        pit_program 2, PIT_MODE_COUNT, 0xFFFF
        sleep   16000
        wait_retrace
        pit_latch 2
        mov     bx, 0xFFFF
        sub     bx, ax
        cmp     bx, FRAME_TICKS - 30
        jb      wrong
        cmp     bx, FRAME_TICKS + 30
        ja      wrong

; ---- both states of bit 0 are seen behind it, in the lines of a frame

        mov     cx, 2000
        xor     bx, bx
look:   in      al, dx
        test    al, VGA_BLANKED
        jz      shown
        inc     bl
        jmp     counted
shown:  inc     bh
counted:
        test    bl, bl
        jz      more
        test    bh, bh
        jnz     both
more:   loop    look
        assert_never 'bit 0 stays'
both:

; ---- monochrome addresses

        mov     dx, PORT_VGA_MISC_READ
        in      al, dx
        and     al, 0x01
        assert_eq al, 0x01, 'colour at first'
        in      al, dx
        and     al, 0xFE
        mov     dx, PORT_VGA_MISC
        out     dx, al
        mov     dx, PORT_VGA_STATUS
        in      al, dx
        assert_eq al, 0xFF, 'not here any more'
        mov     dx, 0x3BA
        in      al, dx
        and     al, 0xF6
        assert_eq al, 0, 'but here'
        mov     dx, 0x3B4
        mov     ax, 0x3400 | VGA_CURSOR_LOW
        out     dx, ax
        vga_crtc_read VGA_CURSOR_LOW
        assert_eq al, 0xFF

        mov     dx, PORT_VGA_MISC
        mov     al, 0x67
        out     dx, al
        vga_crtc_read VGA_CURSOR_LOW
        assert_eq al, 0x34, 'one CRTC at both'
        pass

on_tick:
        push    ax
        pic_eoi IRQ_TIMER
        pop     ax
        iret

wrong:  print   'ticks of a frame: '
        print_dec 16, bx
        print   10
        assert_never
