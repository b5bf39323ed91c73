; Proves that a HLT waits for nothing that the task priority keeps back: the timer's vector and that of the I/O APIC are
; of its class, so the run ends with `idle`. SDM vol. 3, 11.8.3.1.

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_write APIC_TPR, 0x50
        ioapic_route IOAPIC_PIN_TIMER, 0x5F
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        apic_timer APIC_TIMER_PERIODIC | 0x52, APIC_DIVIDE_1, 100_000
        mov     ebx, 0x600D
        sti
        hlt
        assert_never

on_interrupt:
        assert_never

        idt_begin WIDTH
        idt_entry 0x52, on_interrupt
        idt_entry 0x5F, on_interrupt
        idt_end
