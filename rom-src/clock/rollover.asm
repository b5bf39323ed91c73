; Proves what a second changes at the end of a day, month, year and century, in leap years and others: waits for
; the update that follows the start. Motorola MC146818A data sheet (ADI856R2), "Update Cycle", "Time, Calendar, and
; Alarm Locations".

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
        clock_wait
        assert_eq cx, 1
        cmos_print_clock
        pass

        clock_handlers
