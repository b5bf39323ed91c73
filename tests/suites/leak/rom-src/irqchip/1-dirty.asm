; KVM's own controllers: ends with the local APIC's and the I/O APIC's registers written, its timer running, an
; interrupt in service, the 8259s and the 8254 set up.

%include "ports.inc"
%include "apic.inc"
%include "ioapic.inc"
%include "pic.inc"
%include "pit.inc"

        bits    32
        org     0x10_0000

        apic_enable 0xEF
        apic_write APIC_TPR, 0x20
        apic_write APIC_LDR, 0x5A00_0000
        apic_write APIC_DFR, 0x0FFF_FFFF
        apic_write APIC_LVT_ERROR, 0x44
        apic_write APIC_LVT_LINT0, APIC_MASKED | 0x45
        apic_write APIC_LVT_LINT1, APIC_MASKED | 0x46
        apic_timer APIC_TIMER_PERIODIC | 0x41, APIC_DIVIDE_16, 100000
        apic_ipi_self 0x50
%assign pin 3
%rep 10
        ioapic_route pin, IOAPIC_MASKED | IOAPIC_LEVEL | 0x70 + pin, pin
%assign pin pin + 1
%endrep
        pic_init 0x60, 0x68
        pic_set_masks 0x5A5A
        mov     dx, 0x4D0
        mov     al, 0x28
        out     dx, al
        pit_program 0, PIT_MODE_RATE, 0x1234
        pit_gate 3
        exit    1
