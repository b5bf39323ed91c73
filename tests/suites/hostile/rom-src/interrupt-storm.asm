; A timer of count 2, automatic EOI, and handlers that end nothing: the next interrupt is there before the first is
; over.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_set_masks 0
        pit_program 0, PIT_MODE_RATE, 2
        sti
        jmp     $

handler:
        iret
