; Proves 12 and 24 hours, binary and BCD: in twelve hours midnight is 12 without bit 7, noon 12 with it; a time that
; the program sets in one of these forms goes on in it, and alarms have it, too. Motorola MC146818A data sheet
; (ADI856R2), "Time, Calendar, and Alarm Locations", table 3; "Register B": SET, DM, 24/12.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        mov     si, hours
next:   mov     dl, [si]                ; the form
        mov     dh, CMOS_B_SET
        or      dh, dl
        cmos_write CMOS_STATUS_B, dh
        mov     bh, 59
        test    dl, CMOS_B_BINARY
        jnz     set
        mov     bh, 0x59
set:    mov     ah, [si + 1]
        cmos_write CMOS_HOURS, ah
        cmos_write CMOS_MINUTES, bh
        cmos_write CMOS_SECONDS, bh
        or      dl, CMOS_B_UPDATE       ; not before: SET clears it
        cmos_write CMOS_STATUS_B, dl
        clock_wait
        cmos_read CMOS_HOURS
        mov     ah, [si + 1]
        print_hex 8, ah
        print   ' '
        print_hex 8, al
        print   10
        assert_eq al, [si + 2], 'the hour after'
        cmos_read CMOS_MINUTES
        assert_eq al, 0
        cmos_read CMOS_SECONDS
        assert_eq al, 0
        add     si, 3
        cmp     si, hours_end
        jb      next

; ---- the alarm has the same form

        cmos_write CMOS_STATUS_B, CMOS_B_SET
        cmos_write CMOS_HOURS, 0x11
        cmos_write CMOS_SECONDS_ALARM, 0
        cmos_write CMOS_MINUTES_ALARM, 0
        cmos_write CMOS_HOURS_ALARM, 0x83
        cmos_write CMOS_STATUS_B, CMOS_B_ALARM
        clock_wait
        cmos_read CMOS_HOURS
        assert_eq al, 0x83, 'three in the afternoon'
        pass

        clock_handlers

hours:  db      CMOS_B_BINARY, 12, 1    ; 00:59:59, 01:00
        db      CMOS_B_BINARY, 9, 10
        db      CMOS_B_BINARY, 11, 0x8C ; noon
        db      CMOS_B_BINARY, 0x8C, 0x81
        db      CMOS_B_BINARY, 0x8B, 12 ; midnight
        db      0, 0x12, 0x01
        db      0, 0x09, 0x10
        db      0, 0x11, 0x92
        db      0, 0x92, 0x81
        db      0, 0x91, 0x12
        db      CMOS_B_24_HOURS | CMOS_B_BINARY, 11, 12
        db      CMOS_B_24_HOURS | CMOS_B_BINARY, 12, 13
        db      CMOS_B_24_HOURS | CMOS_B_BINARY, 23, 0
        db      CMOS_B_24_HOURS, 0x12, 0x13
        db      CMOS_B_24_HOURS, 0x23, 0x00
hours_end:
