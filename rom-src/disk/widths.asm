; Proves the data port at each width: IN and OUT of words, REP INSW and REP OUTSW, doublewords (two words, the first
; one low), REP INSD, and a byte, which takes a word of which it shows the low half. Without DRQ it reads ones.
; ATA/ATAPI-6 (T13 1410D) 7.6 (16 bits wide), Intel 82371SB (290550): the bridge splits wider accesses; the byte and
; the ones are romkit's own choice, see doc/devices.md.

%include "disk/sectors.inc"

        sector_boot
        mov     dx, PORT_ATA
        in      ax, dx
        assert_eq ax, 0xFFFF, 'no data without DRQ'

; ---- sector 0x1F4: words 01F4 0000, then FE0B FFFF and so on

        ata_issue_lba ATA_READ_SECTORS, 0x1F4, 1
        mov     dx, PORT_ATA
        in      ax, dx
        assert_eq ax, 0x01F4
        in      ax, dx
        assert_eq ax, 0x0000
        in      eax, dx
        assert_eq eax, 0xFFFF_FE0B
        in      al, dx
        assert_eq al, 0x0B, 'the low half'
        in      ax, dx
        assert_eq ax, 0xFFFF, 'the high half was taken with it'

; ---- 250 words are left: 124 doublewords and two words

        mov     di, BUFFER
        mov     cx, 124
        cld
        rep insd
        assert_eq di, BUFFER + 4 * 124
        assert_eq dword [BUFFER], 0xFFFF_FE0B
        assert_eq dword [BUFFER + 4 * 123], 0xFFFF_FE0B
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ, 'two words are left'
        mov     dx, PORT_ATA
        in      eax, dx
        assert_eq eax, 0x01F4
        ata_assert ATA_STATUS, ATA_READY

; ---- a write: a doubleword, a byte with a zero beside it, and words from memory, the direction flag both ways

        ata_issue_lba ATA_WRITE_SECTORS, 0x1F4, 2
        mov     dx, PORT_ATA
        mov     eax, 0x1122_3344
        out     dx, eax
        mov     al, 0x55
        out     dx, al
        mov     si, words
        mov     cx, 3
        rep outsw
        mov     ax, 0xEEEE
        mov     cx, 250
fill:   out     dx, ax
        loop    fill
        ata_assert ATA_STATUS, ATA_READY | ATA_DRQ, 'the second sector'
        mov     dx, PORT_ATA
        mov     si, words + 4
        mov     cx, 3
        std
        rep outsw
        cld
        assert_eq si, words - 2
        mov     si, words
        mov     cx, 1
        rep outsd
        mov     ax, 0xDDDD
        mov     cx, 251
rest:   out     dx, ax
        loop    rest
        ata_assert ATA_STATUS, ATA_READY

; ---- REP INSW downwards

        ata_issue_lba ATA_READ_SECTORS, 0x1F4, 1
        mov     dx, PORT_ATA
        mov     di, BUFFER + 510
        mov     cx, 256
        std
        rep insw
        cld
        assert_eq word [BUFFER + 510], 0x3344
        assert_eq word [BUFFER + 508], 0x1122
        assert_eq word [BUFFER + 506], 0x0055
        assert_eq word [BUFFER], 0xEEEE
        pass

words:  dw      0x0102, 0x0304, 0x0506
