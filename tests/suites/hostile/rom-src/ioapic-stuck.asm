; A line that interrupts by level, and a handler that never serves the device.

LOAD_ADDRESS equ 0x10_0000
        org     LOAD_ADDRESS
        bits    32
%include "apic.inc"
%include "idt.inc"
%include "ioapic.inc"
%include "serial.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        ioapic_route IRQ_COM1, IOAPIC_LEVEL | 0x40
        uart_write UART_MCR, MCR_OUT2
        uart_write UART_IER, IER_TRANSMITTED
        sti
wait_:  hlt
        jmp     wait_

on_com1:
        apic_eoi
        iret

        idt_begin 32
        idt_entry 0x40, on_com1
        idt_end
