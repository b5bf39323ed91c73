; HLT until tomorrow, again and again, behind a timer that is as fast as it can be and masked: a day for nothing.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_unmask IRQ_CLOCK
        pit_program 0, PIT_MODE_RATE, 2
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_ALARM
        sti
again:  hlt
        jmp     again

handler:
        push    ax
        cmos_read CMOS_STATUS_C
        pop     ax
        iret
