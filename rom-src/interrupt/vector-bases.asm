; Proves that ICW2 sets the upper five bits of the vectors of each controller, and that a new sequence of ICWs
; moves them. Intel 8259A data sheet (231468), "Initialization Command Word 2".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_CLOCK
        irq_window

        set_vector 0x69, moved_1        ; the lower three bits of ICW2 do not count
        set_vector 0xF0, moved_8
        pic_init 0x6F, 0xF3
        pic_set_masks 0xFEE8
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_CLOCK
        irq_window
        pass

moved_1:
        post    0x69
        jmp     irq_1
moved_8:
        post    0xF0
        jmp     irq_8

        irq_handlers
