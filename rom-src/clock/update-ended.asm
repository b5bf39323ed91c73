; Proves the update-ended interrupt: once a second, five seconds of HLT. Motorola MC146818A data sheet (ADI856R2),
; "Register B": UIE, "Register C": UF.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
next:   clock_wait
        assert_eq bl, 0xD0              ; IRQF, UF; PF without its interrupt
        cmp     cx, 5
        jb      next
        cmos_print_clock
        pass

        clock_handlers
