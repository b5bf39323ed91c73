; Proves the 8259s behind LINT0: at the start it is ExtINT, as a BIOS leaves it, and an interrupt of the 8254 comes with
; the 8259's vector, with the APIC software-disabled and enabled alike; it is not in the APIC's ISR. With LINT0 masked
; nothing comes, and nothing can wake a HLT. SDM vol. 3, 11.5.1 (LINT0, ExtINT), 11.4.7.2; MultiProcessor Specification
; 1.4, 3.6.2.2 "Virtual Wire Mode"; 8259A data sheet.

%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_read APIC_LVT_LINT0
        assert_eq eax, APIC_DELIVER_EXTINT
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(2000)
        wait_count ticks, 5
        apic_enable 0xFF
        wait_count ticks, 10
        assert_eq dword [in_service], 0
        assert_eq dword [pic_service], 1, 'in service at the 8259'

        apic_write APIC_LVT_LINT0, APIC_MASKED | APIC_DELIVER_EXTINT
        sti
        nop
        mov     ebx, [ticks]
        pit_wait_us 3000
        assert_eq dword [ticks], ebx
        hlt
        assert_never

on_tick:
        pic_read_isr
        movzx   eax, ax
        mov     [pic_service], eax
        apic_read APIC_ISR + 0x10
        or      [in_service], eax
        inc     dword [ticks]
        pic_eoi IRQ_TIMER
        xiret

        align   4, db 0
ticks:  dd      0
in_service:
        dd      0
pic_service:
        dd      0

        idt_begin WIDTH
        idt_entry 0x20, on_tick
        idt_end
