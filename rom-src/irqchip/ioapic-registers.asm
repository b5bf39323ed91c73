; Proves the registers of the I/O APIC: the index register, id, version and number of entries, that each entry is masked
; at reset and holds what is written but for the two status bits, and that masking is all that ioapic_mask changes.
; Intel 82093AA data sheet, 3.1.1 (IOREGSEL), 3.2.1 (ID), 3.2.2 (version 11h, 17h entries), 3.2.4 (redirection table).

%include "irqchip/width.inc"

FIELDS  equ 0x1_AFFF & ~IOAPIC_PENDING  ; mask, level, polarity, mode, delivery, vector

        ioapic_read IOAPIC_VERSION
        and     eax, 0x00FF_00FF
        assert_eq eax, 0x0017_0011
        ioapic_select 0x3F
        mov     eax, [abs IOAPIC_SELECT]
        and     eax, 0xFF
        assert_eq eax, 0x3F, 'index'
        ioapic_read IOAPIC_ID
        assert_eq eax, 0
        ioapic_write IOAPIC_ID, 0x0900_0000
        ioapic_read IOAPIC_ID
        assert_eq eax, 0x0900_0000
        ioapic_write IOAPIC_VERSION, 0  ; read-only
        ioapic_read IOAPIC_VERSION
        and     eax, 0x00FF_00FF
        assert_eq eax, 0x0017_0011

%assign pin 0
%rep IOAPIC_PINS
        ioapic_read IOAPIC_ENTRY(pin)
        and     eax, IOAPIC_MASKED
        assert_eq eax, IOAPIC_MASKED, 'masked at reset'
        ioapic_route pin, IOAPIC_MASKED | 0x20 + pin, pin
%assign pin pin + 1
%endrep
%assign pin 0
%rep IOAPIC_PINS
        ioapic_read IOAPIC_ENTRY(pin)
        assert_eq eax, IOAPIC_MASKED | 0x20 + pin
        ioapic_read IOAPIC_ENTRY(pin) + 1
        assert_eq eax, pin << 24
%assign pin pin + 1
%endrep

        ioapic_write IOAPIC_ENTRY(23), IOAPIC_MASKED | IOAPIC_PENDING | IOAPIC_REMOTE_IRR
        ioapic_read IOAPIC_ENTRY(23)
        assert_eq eax, IOAPIC_MASKED, 'status bits'
        ioapic_write IOAPIC_ENTRY(23), FIELDS
        ioapic_read IOAPIC_ENTRY(23)
        assert_eq eax, FIELDS
        ioapic_unmask 23
        ioapic_read IOAPIC_ENTRY(23)
        assert_eq eax, FIELDS & ~IOAPIC_MASKED
        ioapic_mask 23
        ioapic_read IOAPIC_ENTRY(23)
        assert_eq eax, FIELDS
        pass
