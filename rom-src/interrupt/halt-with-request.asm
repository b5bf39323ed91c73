; Proves that HLT with interrupts off does not wake for a request that waits in the controller. SDM vol. 2, HLT;
; vol. 3, "Maskable Hardware Interrupts".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        irq_raise IRQ_TIMER
        pic_read_irr
        cli
        hlt

        irq_handlers
