; SMI to itself: the CPU enters system management mode, which has no memory here.

        org     0x10_0000
        bits    32
%include "apic.inc"

        apic_enable 0xFF
        apic_ipi 0x200
forever:
        jmp     forever
