; Proves that romkit's own devices interrupt through the I/O APIC and wake a HLT: the keyboard at pin 1 types, and the
; clock at pin 8 ticks, 1024 times a second. The case types `ab`. Intel 82093AA data sheet, 3.2.4; MC146818A data
; sheet, "Register A", "Register C".

%include "irqchip/width.inc"
%include "cmos.inc"
%include "keyboard.inc"

TICKS   equ 8

        lidt    [idt_pointer]
        apic_enable 0xFF
        ioapic_route IRQ_KEYBOARD, 0x51
        ioapic_route IRQ_CLOCK, 0x58
        wait_count keys, 4              ; two down, two up

        cmos_write 0x0B, 0x42           ; 24 hours, periodic interrupt
        cmos_read 0x0C
        wait_count ticks, TICKS
        cmos_write 0x0B, 0x02
        cmos_read 0x0C
        pass

on_key: in      al, 0x60
        out     0xE9, al
        apic_counter keys
on_clock:
        cmos_read 0x0C                  ; or there is no next edge
        apic_counter ticks

        align   4, db 0
keys:   dd      0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x51, on_key
        idt_entry 0x58, on_clock
        idt_end
