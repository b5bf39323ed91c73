; The local APIC's timer with the shortest period that there is, and nobody who ends its interrupt but now and then.

LOAD_ADDRESS equ 0x10_0000
        org     LOAD_ADDRESS
        bits    32
%include "apic.inc"
%include "idt.inc"

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_timer APIC_TIMER_PERIODIC | 0x40, APIC_DIVIDE_1, 1
        sti
wait_:  hlt
        apic_eoi
        apic_write APIC_TIMER_INITIAL, 1
        jmp     wait_

on_tick:
        inc     ebx
        test    ebx, 1
        jz      end
        apic_eoi
end:    iret

        idt_begin 32
        idt_entry 0x40, on_tick
        idt_end
