; Proves that a HLT with interrupts off ends the run, though timers run that would interrupt: `stop: halt`. SDM vol. 2,
; HLT.

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        ioapic_route IOAPIC_PIN_TIMER, 0x50
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        apic_timer APIC_TIMER_PERIODIC | 0x40, APIC_DIVIDE_1, 100_000
        mov     ebx, 0x600D
        hlt
        assert_never

on_interrupt:
        assert_never

        idt_begin WIDTH
        idt_entry 0x40, on_interrupt
        idt_entry 0x50, on_interrupt
        idt_end
