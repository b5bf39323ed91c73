; Proves daylight saving: what two o'clock becomes on the last Sunday in April and, the first time, on the last one in
; October, and that alarms at each full hour come when the clock shows one. Motorola MC146818A data sheet (ADI856R2),
; "Register B": DSE.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        cmos_write CMOS_SECONDS_ALARM, 0x00
        cmos_write CMOS_MINUTES_ALARM, 0x00
        cmos_write CMOS_HOURS_ALARM, 0xFF
        cmos_write CMOS_STATUS_B, CMOS_B_ALARM | CMOS_B_24_HOURS | CMOS_B_DAYLIGHT
        mov     di, 3
next:   cmos_print_clock
        clock_wait
        dec     di
        jnz     next
        cmos_print_clock
        assert_eq cx, 3
        pass

        clock_handlers
