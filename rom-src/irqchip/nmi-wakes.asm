; Proves that an NMI from the I/O APIC wakes a HLT with interrupts off, and that the run ends with `halt` once no more
; can come. Intel 82093AA data sheet, 3.2.4 (delivery mode NMI); SDM vol. 2, HLT.

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        ioapic_route IOAPIC_PIN_TIMER, IOAPIC_DELIVER_NMI
        pit_program 0, PIT_MODE_COUNT, 2000
        hlt
        assert_eq dword [count], 1
        ioapic_mask IOAPIC_PIN_TIMER
        pit_program 0, PIT_MODE_RATE, 2000
        mov     ebx, 0x600D
        hlt
        assert_never

on_nmi: inc     dword [count]
        xiret

        align   4, db 0
count:  dd      0

        idt_begin WIDTH
        idt_entry 2, on_nmi
        idt_end
