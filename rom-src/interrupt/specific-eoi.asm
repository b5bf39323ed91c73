; Proves that the specific EOI ends the input it names, not the highest one in service, and that the non-specific
; one ends the highest. Intel 8259A data sheet (231468), "End of Interrupt (EOI)".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x24, lower_one
        set_vector 0x21, higher_one
        irq_raise IRQ_COM1
        irq_window
        pass

lower_one:
        post    4
        irq_lower IRQ_COM1
        irq_raise IRQ_KEYBOARD
        sti
        nop
        cli
        pic_read_isr
        assert_eq al, 0x02, 'the higher one is left'
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        pic_read_isr
        assert_eq al, 0
        iret

higher_one:
        post    1
        pic_read_isr
        assert_eq al, 0x12, 'both are in service'
        pic_specific_eoi IRQ_COM1
        pic_read_isr
        assert_eq al, 0x02
        pic_specific_eoi IRQ_COM1       ; which is in service no more
        pic_read_isr
        assert_eq al, 0x02
        iret

        irq_handlers
