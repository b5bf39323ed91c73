; Proves that an 8254 which counts once interrupts once, and that the HLT behind that is `stop: idle`. 82C54 data sheet,
; mode 0; 82093AA data sheet, 3.2.4. And a logical destination: SDM vol. 3, 11.6.2.2 "Logical Destination Mode".

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_write APIC_LDR, 0x0400_0000
        ioapic_route IOAPIC_PIN_TIMER, IOAPIC_LOGICAL | IOAPIC_DELIVER_LOWEST | 0x50, 0x04
        pit_program 0, PIT_MODE_COUNT, 2000
        wait_count ticks, 1
        sti
        hlt
        assert_never

on_tick:
        apic_counter ticks

        align   4, db 0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x50, on_tick
        idt_end
