; Proves the 48-bit commands: registers two bytes deep, of which HOB shows the ones before, a count of 16 bits, what
; the registers hold behind a transfer, and the highest addresses.
; ATA/ATAPI-6 (T13 1410D) 6.20 (48-bit address feature set), 7.8 (HOB; a write to a command block register clears
; it), READ and WRITE SECTOR(S) EXT, READ NATIVE MAX ADDRESS EXT.

%include "disk/sectors.inc"

        sector_boot

; ---- what was there before the last byte

        ata_out ATA_COUNT, 0x12
        ata_out ATA_COUNT, 0x34
        ata_out ATA_LBA_LOW, 0x56
        ata_out ATA_LBA_LOW, 0x78
        ata_out ATA_LBA_MID, 0x9A
        ata_out ATA_LBA_MID, 0xBC
        ata_out ATA_LBA_HIGH, 0xDE
        ata_out ATA_LBA_HIGH, 0xF0
        ata_assert_registers 0x34, 0x78, 0xBC, 0xF0, 0
        ata_out ATA_CONTROL, ATA_HOB
        ata_assert_registers 0x12, 0x56, 0x9A, 0xDE, 0
        ata_out ATA_DEVICE, ATA_DEVICE_LBA      ; clears HOB
        ata_assert_registers 0x34, 0x78, 0xBC, 0xF0, ATA_DEVICE_LBA

; ---- one sector; a 28-bit command beside it looks at the recent bytes alone

        ata_issue_ext ATA_READ_SECTORS_EXT, 1099, 1
        read_sector BUFFER, 1099
        ata_out ATA_LBA_LOW, 0x77
        ata_out ATA_LBA_MID, 0x77
        ata_out ATA_LBA_HIGH, 0x77
        ata_issue_lba ATA_READ_SECTORS, 3, 1
        read_sector BUFFER, 3

; ---- 300 sectors, more than 28-bit commands have in their count

        ata_issue_ext ATA_READ_SECTORS_EXT, 600, 300
        mov     ebx, 600
sector: ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], ebx
        inc     ebx
        cmp     ebx, 900
        jne     sector
        ata_assert ATA_STATUS, ATA_READY, 'no more than 300'

; ---- a write of two, and another command reads them

        ata_issue_ext ATA_WRITE_SECTORS_EXT, 1000, 2
        write_sector 0x1234
        write_sector 0x5678
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_READ_SECTORS, 1001, 1
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0x5678_5678

; ---- the native end, in both halves of the registers

        ata_out ATA_DEVICE, ATA_DEVICE_LBA
        ata_out ATA_STATUS, ATA_NATIVE_MAX_EXT
        ata_assert ATA_STATUS, ATA_READY
        ata_assert ATA_LBA_LOW, (DISK_SECTORS - 1) & 0xFF
        ata_assert ATA_LBA_MID, (DISK_SECTORS - 1) >> 8
        ata_assert ATA_LBA_HIGH, 0
        ata_out ATA_CONTROL, ATA_HOB
        ata_assert ATA_LBA_LOW, 0
        ata_assert ATA_LBA_MID, 0
        ata_assert ATA_LBA_HIGH, 0

; ---- an address whose low 28 bits would be good; the registers keep it

        ata_issue_ext ATA_READ_SECTORS_EXT, 0x1234_5600_0002, 1
        ata_assert_error ATA_IDNF
        ata_assert_registers 1, 2, 0, 0, ATA_DEVICE_LBA
        ata_out ATA_CONTROL, ATA_HOB
        ata_assert_registers 0, 0x56, 0x34, 0x12, ATA_DEVICE_LBA
        pass
