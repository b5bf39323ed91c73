; Proves that waiting takes no time, whatever goes by unheard: a timer of count 2 is masked, 595,000 edges a
; second, and HLT waits eleven hours for the alarm. Motorola MC146818A data sheet (ADI856R2), "Register B": AIE.

%include "clock.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        pic_mask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, 2
        cmos_write CMOS_SECONDS_ALARM, 0
        cmos_write CMOS_MINUTES_ALARM, 0
        cmos_write CMOS_HOURS_ALARM, 0x11
        cmos_write CMOS_STATUS_B, CMOS_B_ALARM | CMOS_B_24_HOURS
        clock_wait
        cmos_read CMOS_HOURS
        hlt

        clock_handlers
