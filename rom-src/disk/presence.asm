; Proves how a program finds an ATA disk: the signature that it shows after power-on and after EXECUTE DEVICE
; DIAGNOSTIC, its status, registers that hold what is written, and that there is no slave.
; ATA/ATAPI-6 (T13 1410D) 9.12 (signature), EXECUTE DEVICE DIAGNOSTIC, 9.16 (device 0 only).

%include "disk/sectors.inc"

        sector_boot

; ---- power-on: diagnostic code 1, then the signature of a disk

        ata_assert ATA_STATUS, ATA_READY, 'status at power-on'
        ata_assert ATA_ERROR, 0x01, 'diagnostic code'
        ata_assert_registers 0x01, 0x01, 0x00, 0x00, 0x00

; ---- registers that answer

        ata_out ATA_COUNT, 0x55
        ata_out ATA_LBA_LOW, 0xAA
        ata_out ATA_LBA_MID, 0x33
        ata_out ATA_LBA_HIGH, 0xCC
        ata_assert_registers 0x55, 0xAA, 0x33, 0xCC, 0x00

; ---- no slave: its status is 0, its other registers are the master's, it takes no command

        ata_out ATA_DEVICE, ATA_DEVICE_CHS | ATA_DEVICE_SLAVE
        ata_assert ATA_STATUS, 0, 'status of the slave'
        ata_assert ATA_CONTROL, 0, 'alternate status of the slave'
        ata_assert_registers 0x55, 0xAA, 0x33, 0xCC, ATA_DEVICE_CHS | ATA_DEVICE_SLAVE
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_assert ATA_STATUS, 0, 'status after a command to the slave'
        ata_out ATA_DEVICE, ATA_DEVICE_CHS
        ata_assert ATA_STATUS, ATA_READY, 'the master has not taken it'

; ---- the diagnostic is for both, whichever is selected, and selects the master

        ata_out ATA_DEVICE, ATA_DEVICE_CHS | ATA_DEVICE_SLAVE
        ata_out ATA_STATUS, ATA_DIAGNOSTIC
        ata_assert ATA_STATUS, ATA_READY, 'status after the diagnostic'
        ata_assert ATA_ERROR, 0x01, 'diagnostic code'
        ata_assert_registers 0x01, 0x01, 0x00, 0x00, 0x00
        pass
