; Proves UIP and SET: UIP is up for 2228 us before an update ends, and the registers have changed when it falls; SET
; holds them, keeps UIP down and clears UIE, and without it the clock goes on. Motorola MC146818A data sheet
; (ADI856R2), "Update Cycle": tBUC and tUC of table 6; "Register A": UIP; "Register B": SET, UIE.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

; to_update: from an update to 4.4 ms before the end of the next one, by HLT. AL and BP change.
%macro to_update 0
        clock_sleep 52400, 19
%endmacro

        org     0
        bits    16

        reserve_ivt
        clock_setup
        pit_program 1, PIT_MODE_RATE, 0
        cmos_read CMOS_SECONDS
        assert_eq al, 0x00
        cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jnz     wrong
        to_update
up:     cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jz      up
        pit_latch 1
        mov     si, ax
        cmos_read CMOS_SECONDS          ; for 244 us yet the time may be read
        assert_eq al, 0x00, 'not yet'
down:   cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jnz     down
        pit_latch 1
        sub     si, ax
        cmos_read CMOS_SECONDS
        assert_eq al, 0x01, 'now'
        assert_in si, pit_ticks_us(2228 - 40), pit_ticks_us(2228 + 40), 'how long UIP is up'

; ---- the next one does not come

        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
        cmos_write CMOS_STATUS_B, CMOS_B_SET | CMOS_B_UPDATE | CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_B
        assert_eq al, CMOS_B_SET | CMOS_B_24_HOURS, 'SET clears UIE'
        cmos_read CMOS_STATUS_C
        to_update
        pit_latch 1
        mov     si, ax
hold:   cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jnz     wrong
        pit_latch 1
        neg     ax
        add     ax, si
        cmp     ax, pit_ticks_us(10000) ; past its time
        jb      hold
        cmos_read CMOS_SECONDS
        assert_eq al, 0x01, 'held'
        cmos_read CMOS_STATUS_C
        and     al, 0x10
        assert_eq al, 0, 'no update'
        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
        clock_wait
        cmos_read CMOS_SECONDS
        assert_eq al, 0x02, 'goes on'
        pass
wrong:  assert_never 'UIP'

        clock_handlers
