; The clock interrupts 8192 times a second, and nobody reads register C: enabled again it asks again at once. Level
; triggered, where the chip lets it.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28
        pic_set_masks 0
        mov     al, 0xFF
        mov     dx, 0x4D0
        out     dx, al
        inc     dx
        out     dx, al
        cmos_write CMOS_STATUS_A, 0x23
        sti
again:  cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC | CMOS_B_UPDATE | CMOS_B_ALARM
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS
        jmp     again

handler:
        push    ax
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
