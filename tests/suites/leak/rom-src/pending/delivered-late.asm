; Ends with a budget in the loop that waits for an interrupt window: IF is clear, the timer asks again and again.

%include "timer.inc"

        bits    16
        org     0

        timer_begin
        pit_program 0, PIT_MODE_RATE, 100
        jmp     $
