; The clock interrupts 8192 times a second, and nobody reads register C: it does so once, and HLT waits for nothing.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28
        pic_set_masks 0
        cmos_write CMOS_STATUS_A, 0x23
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC
        sti
again:  hlt
        jmp     again

handler:
        push    ax
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
