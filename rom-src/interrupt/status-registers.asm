; Proves what the two status registers read: IRR has what asks and is not served yet, masked or not; ISR what is in
; service; the choice by OCW3 stays. Intel 8259A data sheet (231468), "Reading the 8259A Status".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x21, in_service
        pic_mask IRQ_COM1
        irq_raise IRQ_COM1
        irq_raise IRQ_KEYBOARD
        pic_read_irr
        assert_eq ax, 0x0012, 'masked ones ask, too'
        in      al, PORT_PIC1
        assert_eq al, 0x12, 'the choice stays'
        irq_window
        pic_read_irr
        assert_eq ax, 0x0010
        irq_lower IRQ_COM1
        in      al, PORT_PIC1
        assert_eq al, 0, 'a request that is withdrawn asks no more'
        pass

in_service:
        post    1
        pic_read_isr
        assert_eq ax, 0x0002
        in      al, PORT_PIC1
        assert_eq al, 0x02
        pic_read_irr
        assert_eq ax, 0x0010, 'what is acknowledged asks no more'
        irq_lower IRQ_KEYBOARD
        pic_eoi IRQ_KEYBOARD
        iret

        irq_handlers
