<<<<<<< HEAD
; A timer of count 2, automatic EOI, and handlers that end nothing: the next interrupt is there before the first is over.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_set_masks 0
        pit_program 0, PIT_MODE_RATE, 2
        sti
        jmp     $

handler:
        iret
=======
; The timer interrupts each 1.7 us and the clock each 122 us, faster than their handler is done: nothing else runs.

%include "noise.inc"
%include "pic.inc"
%include "pit.inc"
%include "cmos.inc"

        noise_begin
        cmos_write 0x0A, 0x23
        cmos_write 0x0B, 0x42
        pic_init 0x20, 0x28
        pic_set_masks 0
        pit_program 0, 2, 2               ; mode 2, two ticks of 838 ns
        sti
again:  hlt
        jmp     again
>>>>>>> main
