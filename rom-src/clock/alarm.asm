; Proves the alarm: at the time that is set, and with don't-care codes (C0h to FFh) every hour, minute or second.
; Motorola MC146818A data sheet (ADI856R2), "Time, Calendar, and Alarm Locations", "Register B": AIE.

%include "ivt.inc"
%include "pic.inc"
%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x28, on_clock
        pic_init 0x20, 0x28
        pic_unmask IRQ_CLOCK

        cmos_write CMOS_STATUS_B, CMOS_B_ALARM | CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_C
        mov     si, alarms
        mov     bp, alarms_end
next:   mov     ah, [si]
        cmos_write CMOS_SECONDS_ALARM, ah
        mov     ah, [si + 1]
        cmos_write CMOS_MINUTES_ALARM, ah
        mov     ah, [si + 2]
        cmos_write CMOS_HOURS_ALARM, ah
        sti
        hlt
        cli
        assert_eq bl, 0xF0              ; IRQF, AF; PF and UF, too, without their interrupts
        cmos_read CMOS_HOURS
        print_hex 8, al
        print   ':'
        cmos_read CMOS_MINUTES
        print_hex 8, al
        print   ':'
        cmos_read CMOS_SECONDS
        print_hex 8, al
        print   10
        add     si, 3
        cmp     si, bp
        jb      next
        pass

; BL is register C as the handler read it, CX counts.
on_clock:
        inc     cx
        push    ax
        cmos_read CMOS_STATUS_C
        mov     bl, al
        pic_eoi IRQ_CLOCK
        pop     ax
        iret

alarms: db      0x30, 0x00, 0x06        ; six hours on: 06:00:30
        db      0x15, 0x20, 0xFF        ; each hour at 20:15
        db      0x00, 0xC0, 0xFF        ; each minute
        db      0xFF, 0xFF, 0xC0        ; each second
        db      0x29, 0x20, 0x06        ; tomorrow
        db      0x00, 0x00, 0xFF        ; the next full hour
alarms_end:
