; Shows the controllers as they are before anybody has set them up, then sets one up and takes an interrupt.

%include "show.inc"
%include "timer.inc"

        bits    16
        org     0

        reserve_ivt
        show_port PORT_PIC1
        show_port PORT_PIC1_DATA
        show_port PORT_PIC2
        show_port PORT_PIC2_DATA
        show_port 0x4D0
        show_port 0x4D1
        set_vector 0x20, on_timer
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_COUNT, 100
        sti
        hlt
        hlt                             ; idle: an EOI would be needed
on_timer:
        pic_read_isr
        show    'in service', 16, ax
        iret
