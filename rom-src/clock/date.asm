; Proves that the clock starts at the date of `machine: rtc`, in BCD and 24 hours, with a good battery and no
; interrupts enabled. Motorola MC146818A data sheet (ADI856R2), "Time, Calendar, and Alarm Locations", "Register
; B", "Register D".

%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

; show INDEX, 'text': a register in hexadecimal, and what stands behind it.
%macro show 2
        cmos_read %1
        print_hex 8, al
        print   %2
%endmacro
%macro show_clock 0
        cmos_read CMOS_CENTURY
        print_hex 8, al
        show    CMOS_YEAR, '-'
        show    CMOS_MONTH, '-'
        show    CMOS_DAY, ' ('
        show    CMOS_WEEKDAY, ') '
        show    CMOS_HOURS, ':'
        show    CMOS_MINUTES, ':'
        cmos_read CMOS_SECONDS
        print_hex 8, al
        print   10
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        show_clock
        cmos_read CMOS_STATUS_B
        assert_eq al, CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_D
        assert_eq al, 0x80
        pass
