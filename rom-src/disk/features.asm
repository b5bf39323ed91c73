; Proves SET FEATURES and the power modes: write cache and look-ahead show in IDENTIFY DEVICE, PIO modes are taken
; and modes that are not there refused, CHECK POWER MODE follows STANDBY and IDLE, and a sleeping disk takes no
; command until a software reset.
; ATA/ATAPI-6 (T13 1410D), SET FEATURES and its tables, 8.15 (word 85), CHECK POWER MODE, STANDBY IMMEDIATE, IDLE
; IMMEDIATE, SLEEP.

%include "disk/sectors.inc"

%define FEATURE_WRITE_CACHE     0x02
%define FEATURE_MODE            0x03
%define FEATURE_NO_LOOK_AHEAD   0x55
%define FEATURE_NO_WRITE_CACHE  0x82
%define FEATURE_LOOK_AHEAD      0xAA

%define STANDBY                 0x00
%define ACTIVE                  0xFF
%define ATA_SLEEP               0xE6

; set_feature SUBCOMMAND, COUNT
%macro set_feature 2
        ata_out ATA_ERROR, %1
        ata_out ATA_COUNT, %2
        ata_out ATA_STATUS, ATA_SET_FEATURES
%endmacro

; assert_word_85 BITS: of look-ahead (40h) and write cache (20h)
%macro assert_word_85 1
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_sector_in BUFFER
        mov     ax, [BUFFER + 2 * 85]
        and     ax, 0x0060
        assert_eq ax, %1, 'word 85'
%endmacro

; assert_power MODE
%macro assert_power 1
        ata_out ATA_COUNT, 0x33
        ata_out ATA_STATUS, ATA_CHECK_POWER
        ata_assert ATA_STATUS, ATA_READY
        ata_assert ATA_COUNT, %1, 'power mode'
%endmacro

        sector_boot
        ata_out ATA_DEVICE, ATA_DEVICE_LBA

        assert_word_85 0x0060
        set_feature FEATURE_NO_WRITE_CACHE, 0
        ata_assert ATA_STATUS, ATA_READY
        assert_word_85 0x0040
        set_feature FEATURE_NO_LOOK_AHEAD, 0
        assert_word_85 0
        set_feature FEATURE_WRITE_CACHE, 0
        assert_word_85 0x0020
        set_feature FEATURE_LOOK_AHEAD, 0
        assert_word_85 0x0060

; ---- transfer modes: PIO by default and mode 4; multiword DMA 0 and ultra DMA 0 are not there

        set_feature FEATURE_MODE, 0x00
        ata_assert ATA_STATUS, ATA_READY
        set_feature FEATURE_MODE, 0x0C
        ata_assert ATA_STATUS, ATA_READY
        set_feature FEATURE_MODE, 0x20
        ata_assert_error ATA_ABRT
        set_feature FEATURE_MODE, 0x40
        ata_assert_error ATA_ABRT
        set_feature 0x77, 0
        ata_assert_error ATA_ABRT

; ---- power: a command that needs the medium wakes it

        assert_power ACTIVE
        ata_out ATA_STATUS, ATA_STANDBY_IMMEDIATE
        ata_assert ATA_STATUS, ATA_READY
        assert_power STANDBY
        ata_issue_lba ATA_READ_SECTORS, 5, 1
        read_sector BUFFER, 5
        assert_power ACTIVE
        ata_out ATA_STATUS, ATA_STANDBY_IMMEDIATE
        ata_out ATA_STATUS, ATA_IDLE_IMMEDIATE
        assert_power ACTIVE

; ---- asleep: a read gives nothing, a software reset wakes it

        ata_out ATA_STATUS, ATA_SLEEP
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_READ_SECTORS, 5, 1
        ata_in  ATA_CONTROL
        and     al, ATA_DRQ
        assert_eq al, 0, 'nothing is offered'
        ata_out ATA_CONTROL, ATA_RESET
        ata_out ATA_CONTROL, 0
        ata_issue_lba ATA_READ_SECTORS, 5, 1
        read_sector BUFFER, 5
        pass
