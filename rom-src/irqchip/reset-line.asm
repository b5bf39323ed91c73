; Proves what the reset line of the CPU does to the APICs: the local one is as after power-up (all but LINT0, which
; stays as a BIOS leaves it), its timer has stopped and what was requested is gone; the I/O APIC is no part of the CPU
; and keeps its table. SDM vol. 3, 11.4.7.1 "Local APIC State After Power-Up or Reset"; 82093AA data sheet, 2.4 (RESET
; is a pin of its own).

%include "apic.inc"
%include "assert.inc"
%include "ioapic.inc"
%include "protected.inc"
%include "reset.inc"

%define ROUND   0x500                   ; in RAM: how many resets there were
%define PORT_A  0x92

        org     0xF_0000
        bits    16

start:  inc     word [ROUND]
        enter_protected code32
        bits    32
code32: load_flat_segments
        mov     esp, 0x7000
        mov     al, [ROUND]
        out     PORT_POST, al
        cmp     byte [ROUND], 1
        jne     again

        apic_enable 0x3F
        apic_write APIC_TPR, 0x70
        apic_write APIC_LDR, 0x0200_0000
        apic_write APIC_LVT_ERROR, 0x42
        apic_timer APIC_TIMER_PERIODIC | 0x40, APIC_DIVIDE_1, 100_000
        apic_ipi_self 0x41
        ioapic_route 5, IOAPIC_MASKED | 0x55, 3
        in      al, PORT_A
        and     al, ~1
        out     PORT_A, al
        or      al, 1
        out     PORT_A, al
        assert_never

again:  apic_read APIC_SPURIOUS
        assert_eq eax, 0xFF
        apic_read APIC_TPR
        assert_eq eax, 0, 'TPR'
        apic_read APIC_LDR
        assert_eq eax, 0, 'LDR'
        apic_read APIC_LVT_ERROR
        assert_eq eax, APIC_MASKED, 'error'
        apic_read APIC_LVT_TIMER
        assert_eq eax, APIC_MASKED, 'timer'
        apic_read APIC_TIMER_INITIAL
        assert_eq eax, 0, 'initial count'
        apic_read APIC_TIMER_CURRENT
        assert_eq eax, 0, 'current count'
        apic_read APIC_IRR + 0x20
        assert_eq eax, 0, 'IRR'
        apic_read APIC_LVT_LINT0
        assert_eq eax, APIC_DELIVER_EXTINT, 'LINT0'
        ioapic_read IOAPIC_ENTRY(5)
        assert_eq eax, IOAPIC_MASKED | 0x55
        ioapic_read IOAPIC_ENTRY(5) + 1
        assert_eq eax, 3 << 24
        pass

        flat_gdt
        bits    16
        reset_vector start
