; Proves what nIEN and Alternate Status are for: with nIEN the line stays low and the interrupt waits, reading
; Alternate Status leaves it, reading Status takes it, so does the next command; the line is the selected device's.
; ATA/ATAPI-6 (T13 1410D) 7.3 (Alternate Status), 7.8 (nIEN), 7.15 (Status).

%include "disk/sectors.inc"
%include "pic.inc"

; assert_line 0 or 1: INTRQ, as the slave's IRR shows it; both are masked. AX changes.
%macro assert_line 1
        pic_read_irr
        and     ax, 1 << IRQ_ATA
        assert_eq ax, (%1) << IRQ_ATA, 'INTRQ'
%endmacro

        sector_boot
        pic_init 0x20, 0x28
        assert_line 0

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        assert_line 1
        ata_assert ATA_CONTROL, ATA_READY, 'alternate status'
        assert_line 1
        ata_assert ATA_STATUS, ATA_READY
        assert_line 0

; ---- nIEN holds it back

        ata_out ATA_CONTROL, ATA_NO_INTERRUPTS
        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        assert_line 0
        ata_out ATA_CONTROL, 0
        assert_line 1
        ata_out ATA_CONTROL, ATA_NO_INTERRUPTS
        assert_line 0
        ata_assert ATA_STATUS, ATA_READY
        ata_out ATA_CONTROL, 0
        assert_line 0

; ---- a command written takes the interrupt of the one before

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        assert_line 1
        ata_issue_lba ATA_WRITE_SECTORS, 5, 1
        assert_line 0

; ---- the slave, which is not there, drives nothing

        ata_out ATA_DEVICE, ATA_DEVICE_LBA
        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        assert_line 1
        ata_out ATA_DEVICE, ATA_DEVICE_LBA | ATA_DEVICE_SLAVE
        assert_line 0
        ata_assert ATA_STATUS, 0
        ata_out ATA_DEVICE, ATA_DEVICE_LBA
        assert_line 1
        pass
