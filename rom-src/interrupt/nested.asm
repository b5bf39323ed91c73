; Proves fully nested handlers: a more urgent request interrupts a handler that has set IF, a less urgent one waits
; for its EOI, the same one, too. Intel 8259A data sheet (231468), "Fully Nested Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x24, outer
        set_vector 0x21, middle
        irq_raise IRQ_COM1
        irq_window
        pass

outer:  post    4
        irq_lower IRQ_COM1
        irq_raise IRQ_COM1              ; the same once more
        irq_raise IRQ_KEYBOARD
        set_vector 0x24, irq_4
        irq_window                      ; the keyboard, not itself
        post    0xE4
        pic_eoi IRQ_COM1
        iret

middle: post    1
        irq_lower IRQ_KEYBOARD
        irq_raise IRQ_CLOCK             ; less urgent than the keyboard
        irq_raise IRQ_TIMER             ; more
        irq_window
        post    0xE1
        pic_eoi IRQ_KEYBOARD
        irq_window                      ; now the clock, inside
        post    0xE2
        iret

        irq_handlers
