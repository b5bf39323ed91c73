; Ends in the handler of an interrupt, without an EOI, while the next one is asked for.

%include "timer.inc"

        bits    16
        org     0

        timer_begin
        set_vector 0x20, on_timer
        sti
        jmp     $

on_timer:
        pit_program 0, PIT_MODE_COUNT, 20
        mov     cx, 100
.wait:  in      al, PORT_PIT
        loop    .wait
        hlt
