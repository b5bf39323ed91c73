; Proves READ SECTORS and WRITE SECTORS by cylinder, head and sector: where each lies, that a transfer goes on over
; the end of a track and of a cylinder, what the registers hold behind it, and that only what was written changes.
; ATA-3 (X3T10 2008D), register delivered data transfer: LBA = (cylinder * heads + head) * sectors + sector - 1;
; READ SECTOR(S) and WRITE SECTOR(S): the registers hold the last sector transferred; ATA/ATAPI-6 9.5 and 9.6 (PIO
; data-in and data-out).

%include "disk/sectors.inc"

        sector_boot

; ---- one sector at each corner

        ata_issue_chs ATA_READ_SECTORS, 0, 0, 1, 1
        read_sector BUFFER, 0
        ata_issue_chs ATA_READ_SECTORS, 0, 0, 63, 1
        read_sector BUFFER, 62
        ata_issue_chs ATA_READ_SECTORS, 0, 1, 1, 1
        read_sector BUFFER, 63
        ata_issue_chs ATA_READ_SECTORS, 0, 15, 63, 1
        read_sector BUFFER, 1007
        ata_issue_chs ATA_READ_SECTORS, 1, 0, 1, 1
        read_sector BUFFER, 1008

; ---- over the end of a track, and of a cylinder

        ata_issue_chs ATA_READ_SECTORS, 0, 2, 63, 2
        read_sector BUFFER, 2 * 63 + 62
        read_sector BUFFER, 3 * 63
        ata_assert ATA_STATUS, ATA_READY, 'the end'
        ata_assert_registers 0, 1, 0, 0, ATA_DEVICE_CHS | 3
        ata_issue_chs ATA_READ_SECTORS, 0, 15, 62, 3
        read_sector BUFFER, 1006
        read_sector BUFFER, 1007
        read_sector BUFFER, 1008
        ata_assert_registers 0, 1, 1, 0, ATA_DEVICE_CHS

; ---- behind the image there are zeros, up to the last cylinder's end

        ata_issue_chs ATA_READ_SECTORS, 1, 15, 63, 1
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0
        assert_eq dword [BUFFER + 508], 0

; ---- a write, and it is read back

        ata_issue_chs ATA_WRITE_SECTORS, 0, 15, 63, 2
        write_sector 0x1111
        write_sector 0x2222
        ata_assert ATA_STATUS, ATA_READY, 'written'
        ata_assert_registers 0, 1, 1, 0, ATA_DEVICE_CHS
        ata_issue_chs ATA_READ_SECTORS, 0, 15, 62, 4
        read_sector BUFFER, 1006
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0x1111_1111
        assert_eq dword [BUFFER + 508], 0x1111_1111
        ata_sector_in BUFFER
        assert_eq dword [BUFFER], 0x2222_2222
        assert_eq dword [BUFFER + 508], 0x2222_2222
        read_sector BUFFER, 1009
        ata_assert ATA_STATUS, ATA_READY
        pass
