; Proves register C: flags are set whether their interrupts are enabled or not, IRQF only for those that are; a read
; clears all of them, and IRQ 8 comes no second time before that read. Motorola MC146818A data sheet (ADI856R2),
; "Register C".

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        set_vector 0x28, leaves_it
        cmos_write CMOS_STATUS_B, CMOS_B_PERIODIC | CMOS_B_24_HOURS
        clock_wait
        assert_eq cx, 1
        clock_sleep 10000               ; ten more periods
        assert_eq cx, 1, 'the line is up still'
        cmos_write CMOS_STATUS_A, 0x2F  ; 2 Hz: no period ends here
        cmos_read CMOS_STATUS_C
        assert_eq al, 0xC0              ; IRQF and PF
        cmos_read CMOS_STATUS_C
        assert_eq al, 0, 'the read has cleared it'
        clock_wait
        assert_eq cx, 2, 'and the line'

; ---- more than a second without interrupts

        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_C
        assert_eq al, 0x40, 'IRQF goes with the enable bit'
        clock_sleep 50000, 21
        cmos_read CMOS_STATUS_C
        assert_eq al, 0x50, 'UF and PF without IRQF'
        cmos_read CMOS_STATUS_C
        assert_eq al, 0
        assert_eq cx, 2
        pass

leaves_it:
        inc     cx
        push    ax
        pic_eoi IRQ_CLOCK
        pop     ax
        iret

        clock_handlers
