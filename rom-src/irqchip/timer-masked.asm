; Proves a masked timer: it counts to 0 and requests nothing; unmasked while it counts it interrupts. A masked timer
; that runs wakes no HLT: `stop: idle`. SDM vol. 3, 11.5.1 "Local Vector Table", 11.5.4 "APIC Timer".

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        sti
        apic_timer APIC_TIMER_ONE_SHOT | APIC_MASKED | 0x40, APIC_DIVIDE_1, 100_000
ends:   apic_read APIC_TIMER_CURRENT
        test    eax, eax
        jnz     ends
        apic_read APIC_IRR + 0x20
        assert_eq eax, 0
        assert_eq dword [ticks], 0
        apic_write APIC_TIMER_INITIAL, 5_000_000
        apic_write APIC_LVT_TIMER, APIC_TIMER_ONE_SHOT | 0x40
        cli
        wait_count ticks, 1

        sti
        apic_timer APIC_TIMER_PERIODIC | APIC_MASKED | 0x40, APIC_DIVIDE_1, 100_000
        hlt
        assert_never

on_tick:
        apic_counter ticks

        align   4, db 0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x40, on_tick
        idt_end
