; A timer as fast as it can be, every input masked, and HLT with interrupts on.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28
        pic_set_masks 0xFFFF
        pit_program 0, PIT_MODE_RATE, 2
        cmos_write CMOS_STATUS_A, 0x23
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC
        sti
again:  hlt
        jmp     again

handler:
        iret
