; Proves the alarm: at the time that is set, and with don't-care codes (C0h to FFh) every hour, minute or second.
; Motorola MC146818A data sheet (ADI856R2), "Time, Calendar, and Alarm Locations", "Register B": AIE.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        cmos_write CMOS_STATUS_B, CMOS_B_ALARM | CMOS_B_24_HOURS
        mov     si, alarms
next:   mov     ah, [si]
        cmos_write CMOS_SECONDS_ALARM, ah
        mov     ah, [si + 1]
        cmos_write CMOS_MINUTES_ALARM, ah
        mov     ah, [si + 2]
        cmos_write CMOS_HOURS_ALARM, ah
        clock_wait
        assert_eq bl, 0xF0              ; IRQF, AF; PF and UF, too, without their interrupts
        cmos_print_clock
        add     si, 3
        cmp     si, alarms_end
        jb      next
        assert_eq cx, (alarms_end - alarms) / 3, 'one interrupt each'
        pass

        clock_handlers

alarms: db      0x30, 0x00, 0x06        ; six hours on: 06:00:30
        db      0x15, 0x20, 0xFF        ; each hour at 20:15
        db      0x00, 0xC0, 0xFF        ; each minute
        db      0xFF, 0xFF, 0xC0        ; each second
        db      0x29, 0x20, 0x06        ; tomorrow
        db      0x00, 0x00, 0xFF        ; the next full hour
alarms_end:
