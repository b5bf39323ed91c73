; Proves the software reset by SRST of Device Control: busy while it is held, no register takes a write meanwhile,
; then the signature; what was going on is dropped, an incomplete sector is not written, settings are those of
; power-on, and no interrupt comes.
; ATA/ATAPI-6 (T13 1410D) 7.8, 9.2, 9.12; SET FEATURES (66h keeps settings over it).

%include "disk/sectors.inc"
%include "pic.inc"

        sector_boot
        pic_init 0x20, 0x28

; ---- in the middle of a write, and with a block size set

        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 4, 0, 0, 0
        ata_issue_lba ATA_WRITE_SECTORS, 50, 1
        mov     dx, PORT_ATA
        mov     cx, 255
        mov     ax, 0x6666
word_:  out     dx, ax
        loop    word_

        ata_out ATA_CONTROL, ATA_RESET
        ata_assert ATA_CONTROL, ATA_BSY, 'busy'
        ata_assert ATA_STATUS, ATA_BSY, 'busy'
        mov     dx, PORT_ATA
        mov     ax, 0x6666
        out     dx, ax                          ; the last word of the sector
        ata_out ATA_COUNT, 0x99
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_assert ATA_STATUS, ATA_BSY

        ata_out ATA_CONTROL, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_assert ATA_ERROR, 0x01, 'diagnostic code'
        ata_assert_registers 0x01, 0x01, 0x00, 0x00, 0x00
        pic_read_irr
        and     ax, 1 << IRQ_ATA
        assert_eq ax, 0, 'no interrupt'

        ata_issue_lba ATA_READ_SECTORS, 50, 1
        read_sector BUFFER, 50
        ata_issue_lba ATA_READ_MULTIPLE, 50, 1
        ata_assert_error ATA_ABRT

; ---- a pending interrupt goes, too

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        pic_read_irr
        and     ax, 1 << IRQ_ATA
        assert_eq ax, 1 << IRQ_ATA
        ata_out ATA_CONTROL, ATA_RESET
        ata_out ATA_CONTROL, 0
        pic_read_irr
        and     ax, 1 << IRQ_ATA
        assert_eq ax, 0, 'no interrupt'

; ---- with the slave selected it selects the master

        ata_out ATA_DEVICE, ATA_DEVICE_CHS | ATA_DEVICE_SLAVE
        ata_out ATA_CONTROL, ATA_RESET
        ata_out ATA_CONTROL, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_assert ATA_DEVICE, 0

; ---- settings that are to be kept over it

        ata_out ATA_ERROR, 0x66
        ata_out ATA_STATUS, ATA_SET_FEATURES
        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 4, 0, 0, 0
        ata_out ATA_CONTROL, ATA_RESET
        ata_out ATA_CONTROL, 0
        ata_issue_lba ATA_READ_MULTIPLE, 60, 2
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        pass
