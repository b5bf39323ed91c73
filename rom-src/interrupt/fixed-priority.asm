; Proves the order in which pending requests are served after the ICWs: input 0 first, the slave's at the place of
; input 2, 4 after it, whatever came first. Intel 8259A data sheet (231468), "Fully Nested Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        irq_raise IRQ_COM1
        irq_raise IRQ_CLOCK
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_TIMER
        pic_read_irr
        assert_eq ax, 0x0117, 'all of them ask'
        irq_window
        pic_read_irr
        assert_eq ax, 0
        pass

        irq_handlers
