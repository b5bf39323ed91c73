; Proves that without an EOI the same input interrupts no second time, nor does a lower one, and a HLT that could
; only be ended by them is idle, though the timer runs on. Intel 8259A data sheet (231468), "End of Interrupt
; (EOI)".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x20, never_ends
        xor     bx, bx
        pit_program 0, PIT_MODE_RATE, 2
        sti
again:  hlt
        jmp     again

never_ends:
        inc     bx
        iret

        irq_handlers
