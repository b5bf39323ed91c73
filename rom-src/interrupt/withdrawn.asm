; Proves that a request must stay until it is acknowledged: one whose line falls while interrupts are off does not
; come as itself. Intel 8259A data sheet (231468), "Interrupt Sequence", "Edge and Level Triggered Modes". Whether
; the CPU sees anything then, which would be the spurious IRQ 7, depends on how fast INT falls; a handler for it is
; there, and must find nothing in service.

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x27, spurious
        set_vector 0x2F, spurious
        irq_raise IRQ_COM1
        irq_lower IRQ_COM1
        irq_window
        irq_raise IRQ_KEYBOARD          ; and the next one is not disturbed
        irq_raise IRQ_CLOCK
        irq_lower IRQ_CLOCK
        irq_window
        pass

spurious:
        pic_read_isr
        assert_eq al, 0
        iret

        irq_handlers
