; A handler that sends its own interrupt anew, and NMIs besides.

LOAD_ADDRESS equ 0x10_0000
        org     LOAD_ADDRESS
        bits    32
%include "apic.inc"
%include "idt.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_ipi_self 0x40
        sti
wait_:  hlt
        jmp     wait_

on_ipi: apic_ipi_self 0x40
        apic_ipi APIC_DELIVER_NMI
        apic_eoi
        iret
on_nmi: iret

        idt_begin 32
        idt_entry 2, on_nmi
        idt_entry 0x40, on_ipi
        idt_end
