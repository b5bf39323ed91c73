; Proves that the clock starts at the date of `machine: rtc`, in BCD and 24 hours, with a good battery and no
; interrupts enabled. Motorola MC146818A data sheet (ADI856R2), "Time, Calendar, and Alarm Locations", "Register
; B", "Register D".

%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        cmos_print_clock
        cmos_read CMOS_STATUS_B
        assert_eq al, CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_D
        assert_eq al, 0x80
        pass
