; Proves what a second changes at the end of a day, month, year and century, in leap years and others: waits for
; the update that follows the start. Motorola MC146818A data sheet (ADI856R2), "Update Cycle", "Time, Calendar, and
; Alarm Locations".

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
        cmos_read CMOS_STATUS_C
wait_update:
        cmos_read CMOS_STATUS_C         ; the update-ended flag
        test    al, 0x10
        jz      wait_update
        show_clock
        pass
