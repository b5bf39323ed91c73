; Ends with an interrupt that waits for IF: the controllers ask for it, and KVM is to tell when it can be delivered.

%include "timer.inc"

        bits    16
        org     0

        timer_begin
        hlt
