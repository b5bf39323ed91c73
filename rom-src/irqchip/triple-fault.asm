; Proves that the registers before a triple fault are seen with KVM's irqchip, too, behind a HLT that the timer ended:
; an interrupt whose gate is not there, nor that of #GP or #DF. SDM vol. 3, "Interrupt 8 - Double Fault Exception".

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_timer APIC_TIMER_ONE_SHOT | 0x40, APIC_DIVIDE_1, 200_000
        wait_count ticks, 1
        mov     ebx, 0x600D
        sti
        apic_write APIC_ICR, APIC_TO_SELF | APIC_ASSERT | 0x41
        hlt

on_tick:
        apic_counter ticks

        align   4, db 0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x40, on_tick
        idt_end
