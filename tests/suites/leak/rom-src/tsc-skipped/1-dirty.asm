; Ends with the TSC moved on by what a HLT skipped.

%include "timer.inc"

        bits    16
        org     0

        timer_begin
        set_vector 0x20, on_timer
        pit_program 0, PIT_MODE_COUNT, 0
        sti
        hlt
        cli
        hlt

on_timer:
        iret
