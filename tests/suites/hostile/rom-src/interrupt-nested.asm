; Interrupts within interrupts without end: no handler returns, and the stack goes round its segment.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_set_masks 0
        pit_program 0, PIT_MODE_SQUARE, 2
        jmp     handler

handler:
        sti
        hlt
        jmp     handler
