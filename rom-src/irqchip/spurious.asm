; Proves the spurious vector register: it keeps its vector, and while it software-disables the APIC all LVT entries are
; masked and cannot be unmasked, and fixed interrupts are not taken, but NMI is; enabling it again leaves the masks.
; SDM vol. 3, 11.9 "Spurious Interrupt", 11.4.7.2 "Local APIC State After It Has Been Software Disabled".

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0x5F
        apic_read APIC_SPURIOUS
        assert_eq eax, APIC_SOFTWARE_ENABLE | 0x5F
        apic_write APIC_LVT_TIMER, 0x40
        apic_write APIC_LVT_LINT0, APIC_DELIVER_EXTINT
        apic_write APIC_LVT_LINT1, APIC_DELIVER_NMI
        apic_write APIC_LVT_ERROR, 0x41
        sti
        apic_ipi_self 0x42
        nop
        assert_eq dword [count], 1

        apic_write APIC_SPURIOUS, 0x5F
%macro is_masked 2.nolist
        apic_read %1
        assert_eq eax, (%2) | APIC_MASKED
        apic_write %1, %2
        apic_read %1
        assert_eq eax, (%2) | APIC_MASKED, 'cannot be unmasked'
%endmacro
        is_masked APIC_LVT_TIMER, 0x40
        is_masked APIC_LVT_LINT0, APIC_DELIVER_EXTINT
        is_masked APIC_LVT_LINT1, APIC_DELIVER_NMI
        is_masked APIC_LVT_ERROR, 0x41
        apic_ipi_self 0x42
        nop
        assert_eq dword [count], 1, 'a fixed interrupt'
        apic_ipi APIC_DELIVER_NMI, 0
        nop
        assert_eq dword [nmis], 1, 'an NMI'

        apic_enable 0x5F
        apic_read APIC_LVT_ERROR
        assert_eq eax, 0x41 | APIC_MASKED
        apic_ipi_self 0x42
        nop
        assert_eq dword [count], 2
        pass

on_ipi: apic_counter count
on_nmi: inc     dword [nmis]
        xiret
on_spurious:
        assert_never

        align   4, db 0
count:  dd      0
nmis:   dd      0

        idt_begin WIDTH
        idt_entry 2, on_nmi
        idt_entry 0x42, on_ipi
        idt_entry 0x5F, on_spurious
        idt_end
