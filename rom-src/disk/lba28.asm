; Proves READ SECTORS and WRITE SECTORS by 28 bits of LBA: the first and the last sector, a count of 0, which is 256
; sectors, the count and address left behind, and the bits of Device that are the highest of the address.
; ATA/ATAPI-6 (T13 1410D), READ SECTOR(S) and WRITE SECTOR(S); ATA-3 (X3T10 2008D) for the registers behind them.

%include "disk/sectors.inc"

        sector_boot

        ata_issue_lba ATA_READ_SECTORS, 0, 1
        read_sector BUFFER, 0
        ata_issue_lba ATA_READ_SECTORS, IMAGE_SECTORS - 1, 1
        read_sector BUFFER, IMAGE_SECTORS - 1
        ata_assert_registers 0, (IMAGE_SECTORS - 1) & 0xFF, (IMAGE_SECTORS - 1) >> 8, 0, ATA_DEVICE_LBA

; ---- 256 sectors from 700 on

        ata_issue_lba ATA_READ_SECTORS, 700, 0
        mov     ebx, 700
sector: ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], ebx
        assert_eq dword [BUFFER + 508], ebx
        inc     ebx
        cmp     ebx, 700 + 256
        jne     sector
        ata_assert ATA_STATUS, ATA_READY, 'no more than 256'
        ata_assert_registers 0, (700 + 255) & 0xFF, (700 + 255) >> 8, 0, ATA_DEVICE_LBA

; ---- the last sector of the disk takes a write, and one more has no place

        ata_issue_lba ATA_WRITE_SECTORS, DISK_SECTORS - 1, 1
        write_sector 0x5A5A
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_READ_SECTORS, DISK_SECTORS - 1, 1
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0x5A5A_5A5A
        ata_issue_lba ATA_READ_SECTORS, DISK_SECTORS, 1
        ata_assert_error ATA_IDNF

; ---- bits 24 to 27 are in Device: this is no sector 5

        ata_issue_lba ATA_READ_SECTORS, 0x100_0005, 1
        ata_assert_error ATA_IDNF
        ata_assert_registers 1, 5, 0, 0, ATA_DEVICE_LBA | 1
        pass
