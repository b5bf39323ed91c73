; INIT and SIPI to itself: KVM resets the CPU, which goes on where there is no ROM.

        org     0x10_0000
        bits    32
%include "apic.inc"

        apic_enable 0xFF
        apic_ipi 0x500
        apic_ipi 0x600 | 0x10
        apic_ipi 0x500 | APIC_LOGICAL, 0xFF
forever:
        jmp     forever
