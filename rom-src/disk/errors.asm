; Proves how commands fail: ABRT for one that is not there, IDNF for a sector that is not there, what the registers
; hold then, how far a transfer over the end gets, and that the next command clears the error.
; ATA/ATAPI-6 (T13 1410D) 7.9 (Error), 7.15 (Status), READ and WRITE SECTOR(S) (error outputs: the address of the
; first error), IDENTIFY PACKET DEVICE, NOP.

%include "disk/sectors.inc"

        sector_boot

; ---- commands that a disk has not: the registers stay

        ata_issue 0xFF, ATA_DEVICE_LBA, 0x11, 0x22, 0x33, 0x44
        ata_assert_error ATA_ABRT
        ata_assert_registers 0x11, 0x22, 0x33, 0x44, ATA_DEVICE_LBA
        ata_out ATA_STATUS, 0xA1                ; IDENTIFY PACKET DEVICE
        ata_assert_error ATA_ABRT
        ata_out ATA_STATUS, 0xA0                ; PACKET
        ata_assert_error ATA_ABRT
        ata_out ATA_STATUS, 0x00                ; NOP always ends so
        ata_assert_error ATA_ABRT
        ata_out ATA_STATUS, 0xC8                ; READ DMA: IDENTIFY says that there is none
        ata_assert_error ATA_ABRT
        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        ata_assert ATA_STATUS, ATA_READY, 'the error is gone'

; ---- places that the geometry has not

        ata_issue_chs ATA_READ_SECTORS, 0, 0, 0, 1
        ata_assert_error ATA_IDNF
        ata_assert_registers 1, 0, 0, 0, ATA_DEVICE_CHS
        ata_issue_chs ATA_READ_SECTORS, 0, 0, 64, 1
        ata_assert_error ATA_IDNF
        ata_issue_chs ATA_WRITE_SECTORS, 2, 0, 1, 1
        ata_assert_error ATA_IDNF
        ata_assert_registers 1, 1, 2, 0, ATA_DEVICE_CHS

; ---- a read of 4 that has 2: they come, then the address that failed and the 2 that are left

        ata_issue_lba ATA_READ_SECTORS, DISK_SECTORS - 2, 4
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        ata_assert_error ATA_IDNF
        ata_assert_registers 2, DISK_SECTORS & 0xFF, DISK_SECTORS >> 8, 0, ATA_DEVICE_LBA
        mov     dx, PORT_ATA
        in      ax, dx
        assert_eq ax, 0xFFFF, 'no data without DRQ'

; ---- a write of 3 that has 1: that one is written

        ata_issue_lba ATA_WRITE_SECTORS, DISK_SECTORS - 1, 3
        write_sector 0x4444
        ata_assert_error ATA_IDNF
        ata_assert_registers 2, DISK_SECTORS & 0xFF, DISK_SECTORS >> 8, 0, ATA_DEVICE_LBA

; ---- a command in the middle of a write ends it: that sector is not written

        ata_issue_lba ATA_WRITE_SECTORS, 40, 1
        mov     dx, PORT_ATA
        mov     ax, 0x4040
        out     dx, ax
        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        ata_assert ATA_STATUS, ATA_READY
        pass
