; Proves `disk-geometry`: a disk with the geometry that an old BIOS has a type for, type 2 of IBM's PC/AT table:
; IDENTIFY DEVICE tells it, cylinders, heads and sectors are counted by it, and it is as large as it says although
; the image is shorter.
; ATA-3 (X3T10 2008D), IDENTIFY DEVICE words 1, 3 and 6; IBM PC/AT Technical Reference, "Hard file parameter table"
; (615 cylinders, 4 heads, 17 sectors).

%include "disk/sectors.inc"

%define LAST                    (615 * 4 * 17 - 1)

        sector_boot
        ata_out ATA_DEVICE, ATA_DEVICE_CHS
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_sector_in BUFFER
        assert_eq word [BUFFER + 2 * 1], 615
        assert_eq word [BUFFER + 2 * 3], 4
        assert_eq word [BUFFER + 2 * 6], 17
        assert_eq dword [BUFFER + 2 * 57], LAST + 1
        assert_eq dword [BUFFER + 2 * 60], LAST + 1

        ata_issue_chs ATA_READ_SECTORS, 0, 0, 17, 2
        read_sector BUFFER, 16
        read_sector BUFFER, 17
        ata_issue_chs ATA_READ_SECTORS, 10, 3, 2, 1
        read_sector BUFFER, (10 * 4 + 3) * 17 + 1

        ata_issue_chs ATA_WRITE_SECTORS, 614, 3, 17, 1
        write_sector 0x1717
        ata_assert ATA_STATUS, ATA_READY
        ata_assert_registers 0, 17, 614 & 0xFF, 614 >> 8, ATA_DEVICE_CHS | 3
        ata_issue_lba ATA_READ_SECTORS, LAST, 1
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0x1717_1717

        ata_issue_chs ATA_READ_SECTORS, 615, 0, 1, 1
        ata_assert_error ATA_IDNF
        ata_issue_chs ATA_READ_SECTORS, 0, 4, 1, 1
        ata_assert_error ATA_IDNF
        ata_issue_chs ATA_READ_SECTORS, 0, 0, 18, 1
        ata_assert_error ATA_IDNF
        ata_issue_lba ATA_READ_SECTORS, LAST + 1, 1
        ata_assert_error ATA_IDNF
        pass
