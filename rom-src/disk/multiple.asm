; Proves SET, READ and WRITE MULTIPLE: aborted before a block size is set, blocks that one status read announces,
; a last block that is shorter, a write, the EXT commands, IDENTIFY DEVICE word 59, and which sizes are refused.
; ATA/ATAPI-6 (T13 1410D), SET MULTIPLE MODE, READ MULTIPLE, WRITE MULTIPLE; 8.15 (words 47 and 59).

%include "disk/sectors.inc"

        sector_boot

        ata_issue_lba ATA_READ_MULTIPLE, 0, 4
        ata_assert_error ATA_ABRT
        ata_issue_lba ATA_WRITE_MULTIPLE, 0, 4
        ata_assert_error ATA_ABRT

; ---- 10 sectors in blocks of 4: two whole ones and one of two

        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 4, 0, 0, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_READ_MULTIPLE, 100, 10
        mov     ebx, 100
        mov     bp, 4
        call    block
        mov     bp, 4
        call    block
        mov     bp, 2
        call    block
        ata_assert ATA_STATUS, ATA_READY, 'no more than 10'

; ---- the same by 48 bits, and written by 7

        ata_issue_ext ATA_READ_MULTIPLE_EXT, 1090, 5
        mov     ebx, 1090
        mov     bp, 4
        call    block
        mov     bp, 1
        call    block
        ata_assert ATA_STATUS, ATA_READY

        ata_issue_lba ATA_WRITE_MULTIPLE, 200, 7
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        mov     cx, 4 * 256
        mov     dx, PORT_ATA
        mov     ax, 0x7777
first:  out     dx, ax
        loop    first
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ, 'the second block'
        mov     cx, 3 * 256
        mov     dx, PORT_ATA
        mov     ax, 0x8888
second: out     dx, ax
        loop    second
        ata_assert ATA_STATUS, ATA_READY, 'all of it'

        ata_issue_ext ATA_WRITE_MULTIPLE_EXT, 300, 1
        write_sector 0x9999
        ata_assert ATA_STATUS, ATA_READY

; ---- IDENTIFY shows the size

        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_sector_in BUFFER
        assert_eq word [BUFFER + 2 * 59], 0x0104, 'word 59'

; ---- 16 is the most, word 47 says; not a power of two is refused, and then none is set

        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 16, 0, 0, 0
        ata_assert ATA_STATUS, ATA_READY
        ata_issue_lba ATA_READ_MULTIPLE, 0, 16
        xor     ebx, ebx
        mov     bp, 16
        call    block
        ata_assert ATA_STATUS, ATA_READY
        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 32, 0, 0, 0
        ata_assert_error ATA_ABRT
        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 3, 0, 0, 0
        ata_assert_error ATA_ABRT
        ata_issue_lba ATA_READ_MULTIPLE, 0, 1
        ata_assert_error ATA_ABRT
        pass

; BP sectors of one block, numbered from EBX on; the status is looked at once.
block:  ata_assert ATA_STATUS, ATA_READY | ATA_DRQ, 'a block'
.next:  ata_sector_in BUFFER
        assert_eq dword [BUFFER], ebx
        assert_eq dword [BUFFER + 508], ebx
        inc     ebx
        dec     bp
        jnz     .next
        ret
