; Proves what a program sees that looks for a disk on a machine that has not even a controller: an ISA bus that
; nobody drives, so every register reads as ones, and nothing that is written stays.
; doc/machine.md, "Where nothing is"; ATA/ATAPI-6 (T13 1410D) 7.15: FFh is no status of a disk, as all bits but BSY
; are invalid where BSY is set.

%include "disk/sectors.inc"

        sector_boot

        ata_assert ATA_STATUS, 0xFF
        ata_assert ATA_CONTROL, 0xFF
        ata_out ATA_COUNT, 0x55
        ata_out ATA_LBA_LOW, 0xAA
        ata_assert ATA_COUNT, 0xFF
        ata_assert ATA_LBA_LOW, 0xFF
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_assert ATA_STATUS, 0xFF
        mov     di, BUFFER
        call    ata_identify
        assert_flags FLAG_CF, FLAG_CF, 'the library tells'
        assert_eq al, 0xFF
        pass

        ata_routines
