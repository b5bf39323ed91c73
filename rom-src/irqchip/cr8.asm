; Proves that CR8 is bits 7 to 4 of TPR, both ways, and that it keeps interrupts back. SDM vol. 3, 11.8.6 "Task
; Priority in IA-32e Mode".

%define WIDTH 64
%include "irqchip/width.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        mov     eax, 5
        mov     cr8, rax
        apic_read APIC_TPR
        assert_eq eax, 0x50
        apic_write APIC_TPR, 0x9C
        mov     rbx, cr8
        assert_eq rbx, 9

        sti
        apic_ipi_self 0x9F
        nop
        assert_eq dword [count], 0
        mov     eax, 8
        mov     cr8, rax
        nop
        assert_eq dword [count], 1, 'CR8 lowered'
        cli
        mov     ebx, [count]
        mov     eax, 0xB
        mov     cr8, rax                ; the case compares cr8
        hlt

on_ipi: apic_counter count

        align   4, db 0
count:  dd      0

        idt_begin WIDTH
        idt_entry 0x9F, on_ipi
        idt_end
