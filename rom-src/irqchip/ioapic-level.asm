; Proves level and edge triggered entries of the I/O APIC with COM1, which holds its line until it is served: a level
; sets TMR and Remote IRR until EOI, and interrupts again where it is still there behind EOI; an edge comes once. Intel
; 82093AA data sheet, 3.2.4 (Trigger Mode, Remote IRR); SDM vol. 3, 11.8.4 (TMR), 11.8.5 (EOI).

%include "irqchip/width.inc"
%include "serial.inc"

PIN     equ IRQ_COM1

        lidt    [idt_pointer]
        apic_enable 0xFF
        uart_write 4, 0x08              ; OUT2 lets the interrupt through

        ; ---- level: the handler serves it at the second time
        ioapic_route PIN, IOAPIC_LEVEL | 0x54
        uart_write 1, 0x02              ; the transmitter is empty: there at once
        wait_count levels, 2
        sti
        nop
        cli
        assert_eq dword [levels], 2
        assert_eq dword [remote], IOAPIC_REMOTE_IRR
        assert_eq dword [trigger], 1 << 0x14
        ioapic_read IOAPIC_ENTRY(PIN)
        and     eax, IOAPIC_REMOTE_IRR
        assert_eq eax, 0, 'Remote IRR behind EOI'

        ; ---- edge: the line stays up
        ioapic_route PIN, 0x55
        uart_write 1, 0x02
        wait_count edges, 1
        sti
        pit_wait_us 1000
        cli
        assert_eq dword [edges], 1
        uart_read 2                     ; takes the line down
        uart_write 1, 0
        uart_write 1, 0x02
        wait_count edges, 2
        uart_read 2
        uart_write 1, 0
        pass

on_level:
        ioapic_read IOAPIC_ENTRY(PIN)
        and     eax, IOAPIC_REMOTE_IRR
        mov     [remote], eax
        apic_read APIC_TMR + 0x20
        mov     [trigger], eax
        cmp     dword [levels], 1
        jb      not_yet
        uart_write 1, 0
not_yet:
        apic_counter levels
on_edge:
        apic_counter edges

        align   4, db 0
levels: dd      0
edges:  dd      0
remote: dd      0
trigger:
        dd      0

        idt_begin WIDTH
        idt_entry 0x54, on_level
        idt_entry 0x55, on_edge
        idt_end
