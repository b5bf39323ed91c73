; Proves what IDENTIFY DEVICE tells: what the disk is, its names, geometry and size in each way of addressing, the
; commands it has, and the integrity word.
; ATA/ATAPI-6 (T13 1410D) 8.15 and its table of words; ATA-3 (X3T10 2008D) for words 1, 3, 6 and 54 to 58.

%include "disk/sectors.inc"

; assert_word NUMBER, VALUE, 'message'; assert_bits NUMBER, MASK, VALUE, 'message'
%macro assert_word 3
        assert_eq word [BUFFER + 2 * (%1)], %2, %3
%endmacro

%macro assert_bits 4
        mov     ax, [BUFFER + 2 * (%1)]
        and     ax, %2
        assert_eq ax, %3, %4
%endmacro

        sector_boot

        ata_out ATA_DEVICE, ATA_DEVICE_CHS
        ata_out ATA_STATUS, ATA_IDENTIFY
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ
        ata_sector_in BUFFER
        ata_assert ATA_STATUS, ATA_READY, 'nothing behind the 256 words'

        assert_bits 0, 0x8000, 0, 'an ATA device'
        assert_bits 0, 0x0080, 0, 'its media is not removable'

; ---- geometry: 1100 sectors in cylinders of 16 * 63

        assert_word 1, 2, 'cylinders'
        assert_word 3, 16, 'heads'
        assert_word 6, 63, 'sectors of a track'
        assert_bits 53, 3, 3, 'words 54 to 58 and 64 to 70 are valid'
        assert_word 54, 2, 'current cylinders'
        assert_word 55, 16, 'current heads'
        assert_word 56, 63, 'current sectors of a track'
        assert_eq dword [BUFFER + 2 * 57], DISK_SECTORS, 'current capacity'
        assert_eq dword [BUFFER + 2 * 60], DISK_SECTORS, 'sectors of 28 bits'
        assert_eq dword [BUFFER + 2 * 100], DISK_SECTORS, 'sectors of 48 bits'
        assert_eq dword [BUFFER + 2 * 102], 0, 'their high half'

; ---- capabilities

        assert_bits 47, 0xFF00, 0x8000, 'shall be 80h'
        assert_bits 47, 0x00FF, 16, 'sectors of a block, at most'
        assert_bits 59, 0x0100, 0, 'no block size is set'
        assert_bits 49, 0x0300, 0x0200, 'LBA, and no DMA'
        assert_bits 50, 0xC000, 0x4000, 'word 50 is valid'
        assert_bits 63, 0x0707, 0, 'no multiword DMA'
        assert_bits 64, 0x0003, 0x0003, 'PIO modes 3 and 4'
        assert_bits 80, 0x0070, 0x0070, 'ATA-4 to ATA-6'
        assert_bits 82, 0x0028, 0x0028, 'power management and a write cache'
        assert_bits 83, 0xF400, 0x7400, 'FLUSH CACHE, FLUSH CACHE EXT, 48 bits'
        assert_bits 84, 0xC000, 0x4000, 'word 84 is valid'
        assert_bits 85, 0x0020, 0x0020, 'the cache is on'
        assert_bits 86, 0x3400, 0x3400, 'as word 83'
        assert_bits 87, 0xC000, 0x4000, 'word 87 is valid'
        assert_word 88, 0, 'no ultra DMA'
        assert_bits 93, 0xC001, 0x4001, 'the hardware reset was passed'

; ---- all 512 bytes with the signature A5h add up to 0

        assert_bits 255, 0x00FF, 0x00A5, 'integrity signature'
        mov     si, BUFFER
        mov     cx, 512
        xor     ax, ax
add:    lodsb
        add     ah, al
        loop    add
        assert_eq ah, 0, 'integrity checksum'

; ---- the names: two characters a word, the first one high

        mov     bx, 10
        mov     cx, 10
        call    text                    ; serial number
        mov     bx, 23
        mov     cx, 4
        call    text                    ; firmware revision
        mov     bx, 27
        mov     cx, 20
        call    text                    ; model
        pass

; CX words from word BX on, and a line feed.
text:   shl     bx, 1
.next:  mov     ax, [BUFFER + bx]
        xchg    al, ah
        out     PORT_CONSOLE, al
        xchg    al, ah
        out     PORT_CONSOLE, al
        add     bx, 2
        loop    .next
        print   '|', 10
        ret
