; Proves INITIALIZE DEVICE PARAMETERS: cylinders, heads and sectors mean other places from then on, IDENTIFY DEVICE
; tells so beside the default translation, LBA stays as it was, and a software reset takes it back.
; ATA/ATAPI-5 (T13 1321D) 8.16, 6.2 and words 1, 3, 6, 54 to 58 of IDENTIFY DEVICE; ATA/ATAPI-6 9.2 (reset).

%include "disk/sectors.inc"

        sector_boot

; ---- 8 heads and 32 sectors: a cylinder has 256, and 2016 sectors make 7 whole ones

        ata_issue ATA_INITIALIZE, ATA_DEVICE_CHS | 7, 32, 0, 0, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_chs ATA_READ_SECTORS, 1, 0, 1, 1
        read_sector BUFFER, 256
        ata_issue_chs ATA_READ_SECTORS, 2, 3, 32, 2
        read_sector BUFFER, 2 * 256 + 3 * 32 + 31
        read_sector BUFFER, 2 * 256 + 4 * 32
        ata_assert_registers 0, 1, 2, 0, ATA_DEVICE_CHS | 4

; ---- its limits: the last sector, then one too far in each direction

        ata_issue_chs ATA_VERIFY, 6, 7, 32, 1
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_chs ATA_VERIFY, 7, 0, 1, 1
        ata_assert_error ATA_IDNF
        ata_issue_chs ATA_VERIFY, 0, 8, 1, 1
        ata_assert_error ATA_IDNF
        ata_issue_chs ATA_VERIFY, 0, 0, 33, 1
        ata_assert_error ATA_IDNF

; ---- LBA does not care

        ata_issue_lba ATA_READ_SECTORS, 1099, 1
        read_sector BUFFER, 1099
        ata_issue_lba ATA_VERIFY, 2015, 1
        ata_assert ATA_STATUS, ATA_READY

; ---- the default translation beside the current one

        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_sector_in BUFFER
        assert_eq word [BUFFER + 2 * 1], 2
        assert_eq word [BUFFER + 2 * 3], 16
        assert_eq word [BUFFER + 2 * 6], 63
        assert_eq word [BUFFER + 2 * 54], 7
        assert_eq word [BUFFER + 2 * 55], 8
        assert_eq word [BUFFER + 2 * 56], 32
        assert_eq dword [BUFFER + 2 * 57], 7 * 256
        assert_eq dword [BUFFER + 2 * 60], DISK_SECTORS

; ---- a translation without sectors is refused, and the one before stays

        ata_issue ATA_INITIALIZE, ATA_DEVICE_CHS | 15, 0, 0, 0, 0
        ata_assert_error ATA_ABRT
        ata_issue_chs ATA_READ_SECTORS, 1, 0, 1, 1
        read_sector BUFFER, 256

; ---- a software reset

        ata_out ATA_CONTROL, ATA_RESET
        ata_out ATA_CONTROL, 0
        ata_issue_chs ATA_READ_SECTORS, 1, 0, 1, 1
        read_sector BUFFER, 1008
        pass
