; Proves automatic EOI: nothing is in service in a handler, so a lower request interrupts it, and none needs an
; EOI. Intel 8259A data sheet (231468), "Automatic End of Interrupt (AEOI) Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        set_vector 0x20, no_eoi_0
        set_vector 0x24, no_eoi_4
        irq_raise IRQ_COM1
        irq_raise IRQ_TIMER
        irq_window
        irq_raise IRQ_TIMER
        irq_window
        pass

no_eoi_0:
        post    0
        irq_lower IRQ_TIMER
        pic_read_isr
        assert_eq ax, 0, 'nothing is in service'
        sti
        nop
        cli
        post    0xEE
        iret

no_eoi_4:
        post    4
        irq_lower IRQ_COM1
        iret

        irq_handlers
