; Proves the divider: held in reset the clock stands still, without updates and periodic interrupts; the first update
; comes half a second after it runs again. Motorola MC146818A data sheet (ADI856R2), "Register A": DV2, DV1, DV0.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        pit_program 1, PIT_MODE_RATE, 0
        cmos_write CMOS_STATUS_A, 0x76
        cmos_read CMOS_STATUS_C
        clock_sleep 50000, 41           ; two seconds and more
        cmos_read CMOS_STATUS_C
        assert_eq al, 0, 'no flag'
        cmos_read CMOS_SECONDS
        assert_eq al, 0
        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
        cmos_write CMOS_STATUS_A, 0x26
        pit_latch 1
        mov     si, ax
        clock_wait
        pit_latch 1
        sub     si, ax
        sub     si, PIT_HZ / 2 & 0xFFFF ; the counter has the lower 16 bits
        assert_in si, 0, 60             ; what the handler takes
        cmos_read CMOS_SECONDS
        assert_eq al, 1
        clock_wait
        cmos_read CMOS_SECONDS
        assert_eq al, 2
        pass

        clock_handlers
