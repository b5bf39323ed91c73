; Waits with HLT for ever, a timer interrupt after the other: `stop: time`, whatever it waits costs no cycles.

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_timer APIC_TIMER_PERIODIC | 0x40, APIC_DIVIDE_1, 10_000_000
        wait_count ticks, 0xFFFF_FFFF

on_tick:
        apic_counter ticks

        align   4, db 0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x40, on_tick
        idt_end
