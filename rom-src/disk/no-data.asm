; Proves the commands that move no data: VERIFY, SEEK, RECALIBRATE, both FLUSH CACHE, READ NATIVE MAX ADDRESS, and
; the end of the disk for those that have an address.
; ATA/ATAPI-6 (T13 1410D), each under its name; ATA-3 (X3T10 2008D) for RECALIBRATE and the address that is left.

%include "disk/sectors.inc"

        sector_boot

; ---- VERIFY leaves the address of the last sector, as a read does

        ata_issue_lba ATA_VERIFY, 1000, 16
        ata_assert ATA_STATUS, ATA_READY, 'no data'
        ata_assert_registers 0, 1015 & 0xFF, 1015 >> 8, 0, ATA_DEVICE_LBA
        ata_issue_chs ATA_VERIFY, 0, 15, 63, 2
        ata_assert ATA_STATUS, ATA_READY
        ata_assert_registers 0, 1, 1, 0, ATA_DEVICE_CHS
        ata_issue_ext ATA_VERIFY_EXT, 0, 2016
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_VERIFY, 2010, 7
        ata_assert_error ATA_IDNF
        ata_assert_registers 1, 2016 & 0xFF, 2016 >> 8, 0, ATA_DEVICE_LBA

; ---- SEEK and RECALIBRATE

        ata_issue_chs ATA_SEEK, 1, 15, 63, 0
        ata_assert ATA_STATUS, ATA_READY, 'seek complete'
        ata_issue_chs ATA_SEEK, 2, 0, 1, 0
        ata_assert_error ATA_IDNF
        ata_out ATA_DEVICE, ATA_DEVICE_CHS
        ata_out ATA_STATUS, ATA_RECALIBRATE
        ata_assert ATA_STATUS, ATA_READY

; ---- the caches

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        ata_assert ATA_STATUS, ATA_READY
        ata_out ATA_STATUS, ATA_FLUSH_CACHE_EXT
        ata_assert ATA_STATUS, ATA_READY

; ---- the last address: 28 bits of LBA, and cylinder, head and sector

        ata_issue ATA_NATIVE_MAX, ATA_DEVICE_LBA, 0, 0, 0, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_assert_registers 0, 2015 & 0xFF, 2015 >> 8, 0, ATA_DEVICE_LBA
        ata_issue ATA_NATIVE_MAX, ATA_DEVICE_CHS, 0, 0, 0, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_assert_registers 0, 63, 1, 0, ATA_DEVICE_CHS | 15
        pass
