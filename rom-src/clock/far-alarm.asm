; Proves that waiting takes no time, whatever goes by unheard: a timer of count 2 is masked, 595,000 edges a
; second, and HLT waits eleven hours for the alarm. Motorola MC146818A data sheet (ADI856R2), "Register B": AIE.

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"
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

        pit_program 0, PIT_MODE_RATE, 2
        cmos_write CMOS_SECONDS_ALARM, 0
        cmos_write CMOS_MINUTES_ALARM, 0
        mov     ah, 0x11
        cmos_write CMOS_HOURS_ALARM, ah
        cmos_write CMOS_STATUS_B, CMOS_B_ALARM | CMOS_B_24_HOURS
        xor     cx, cx
        sti
        hlt
        cli
        cmos_read CMOS_HOURS
        hlt

; BL is register C as the handler read it, CX counts.
on_clock:
        inc     cx
        push    ax
        cmos_read CMOS_STATUS_C
        mov     bl, al
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
