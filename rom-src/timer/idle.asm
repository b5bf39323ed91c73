; Proves that a timer whose interrupt controller was never initialised wakes nobody: HLT with interrupts on is idle.
; Intel 8259A data sheet, "Initialization Command Words": before them it accepts no request.
        bits    16
        org     0

%include "ivt.inc"
%include "pit.inc"

        jmp     start
        reserve_ivt

start:  mov     sp, 0x7000
        pit_program 0, PIT_MODE_RATE, pit_count(100)
        sti
        hlt
        hlt
