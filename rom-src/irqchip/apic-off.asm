; Proves the enable bit of IA32_APIC_BASE: without it CPUID has no APIC, nothing answers at its address, and the 8259s
; interrupt the CPU by themselves; with it again the APIC is there. SDM vol. 3, 11.4.3 "Enabling or Disabling the Local
; APIC", 11.4.4 "Local APIC Status and Location".

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_write APIC_LVT_LINT0, APIC_MASKED
        mov     ecx, MSR_APIC_BASE
        rdmsr
        and     eax, ~APIC_BASE_ENABLE
        wrmsr
        mov     eax, 1
        cpuid
        and     edx, 1 << 9
        assert_eq edx, 0
        apic_read APIC_VERSION
        assert_eq eax, 0xFFFF_FFFF, 'nothing there'

        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(2000)
        wait_count ticks, 5
        pic_set_masks 0xFFFF

        mov     ecx, MSR_APIC_BASE
        rdmsr
        or      eax, APIC_BASE_ENABLE
        wrmsr
        mov     eax, 1
        cpuid
        and     edx, 1 << 9
        assert_eq edx, 1 << 9
        apic_enable 0x55
        apic_read APIC_SPURIOUS
        assert_eq eax, APIC_SOFTWARE_ENABLE | 0x55
        sti
        apic_ipi_self 0x42
        nop
        assert_eq dword [ipis], 1
        pass

on_tick:
        inc     dword [ticks]
        pic_eoi IRQ_TIMER
        xiret
on_ipi: apic_counter ipis

        align   4, db 0
ticks:  dd      0
ipis:   dd      0

        idt_begin WIDTH
        idt_entry 0x20, on_tick
        idt_entry 0x42, on_ipi
        idt_end
