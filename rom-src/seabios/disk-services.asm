; Proves INT 13h on romkit's disk: its geometry and size, reads and writes by cylinder, head and sector and by LBA, over
; a track's end, verification, and what the BIOS says of places that are not there.
; IBM PS/2 and PC BIOS Interface Technical Reference, INT 13h; Enhanced Disk Drive Specification 1.1.

%include "seabios/boot.inc"

%define SECTORS                 (20 * 16 * 63)
%define BUFFER                  0xB000

; disk AX, CX, DH: INT 13h with ES:BX the buffer
%macro disk 3
        mov     ax, %1
        mov     cx, %2
        mov     dh, %3
        mov     dl, [drive]
        mov     bx, BUFFER
        int     0x13
%endmacro

; disk_packet AH, LBA, COUNT: INT 13h with an address packet
%macro disk_packet 3
        mov     dword [packet + 8], %2
        mov     word [packet + 2], %3
        mov     word [packet + 4], BUFFER
        mov     ah, %1
        mov     dl, [drive]
        mov     si, packet
        int     0x13
%endmacro

%macro assert_good 0
        assert_flags FLAG_CF, 0, 'no error'
        assert_eq ah, 0
%endmacro

        boot_and_load 13
        assert_eq byte [drive], 0x80

; ---- what the disk is: 20 cylinders (some BIOSes keep the last for themselves), 16 heads, 63 sectors

        bios_disk_parameters [drive]
        assert_flags FLAG_CF, 0
        assert_eq dl, 1, 'drives'
        assert_eq dh, 15, 'the last head'
        mov     al, cl
        and     al, 0x3F
        assert_eq al, 63, 'sectors of a track'
        mov     bl, cl
        and     bl, 0xC0
        assert_eq bl, 0
        cmp     ch, 18
        je      cylinders
        assert_eq ch, 19, 'the last cylinder'
cylinders:
        push    0
        pop     es
        disk    0x1500, 0, 0
        assert_flags FLAG_CF, 0
        assert_eq ah, 3, 'a hard disk'
        mov     ax, cx
        shl     eax, 16
        mov     ax, dx
        cmp     eax, SECTORS
        je      size
        assert_eq eax, SECTORS - 16 * 63, 'sectors of AH = 15h'
size:

; ---- the extensions, and the size they tell

        mov     bx, 0x55AA
        mov     ah, 0x41
        mov     dl, [drive]
        int     0x13
        assert_flags FLAG_CF, 0
        assert_eq bx, 0xAA55
        and     cl, 1
        assert_eq cl, 1, 'packets'
        mov     word [BUFFER], 26
        mov     ah, 0x48
        mov     dl, [drive]
        mov     si, BUFFER
        int     0x13
        assert_good
        assert_eq dword [BUFFER + 4], 20, 'cylinders'
        assert_eq dword [BUFFER + 8], 16, 'heads'
        assert_eq dword [BUFFER + 12], 63, 'sectors of a track'
        assert_eq dword [BUFFER + 16], SECTORS, 'sectors'
        assert_eq dword [BUFFER + 20], 0
        assert_eq word [BUFFER + 24], 512, 'bytes of a sector'

; ---- the same sector both ways; sector 64 of the disk is head 1, sector 2

        disk    0x0201, 0x0002, 1
        assert_good
        assert_eq al, 1
        assert_eq dword [BUFFER], 'S064'
        mov     dword [BUFFER], 0
        disk_packet 0x42, 64, 1
        assert_good
        assert_eq dword [BUFFER], 'S064'

; ---- four over the end of a track

        disk    0x0204, 0x003E, 0
        assert_good
        assert_eq dword [BUFFER + 0x000], 'S061'
        assert_eq dword [BUFFER + 0x400], 'S063'
        assert_eq dword [BUFFER + 0x600], 'S064'

; ---- writes: one by CHS to cylinder 10, head 5, sector 7, two by LBA; and they are read back the other way

        mov     dword [BUFFER], 'CHS!'
        disk    0x0301, 0x0A07, 5
        assert_good
        mov     dword [BUFFER], 'LBA!'
        mov     dword [BUFFER + 0x200], 'LBA2'
        mov     al, 0                           ; without verification
        disk_packet 0x43, 5000, 2
        assert_good
        mov     dword [BUFFER], 0
        disk_packet 0x42, (10 * 16 + 5) * 63 + 6, 1
        assert_good
        assert_eq dword [BUFFER], 'CHS!'
        disk    0x0202, 0x0418, 15              ; 5000: cylinder 4, head 15, sector 24
        assert_good
        assert_eq dword [BUFFER], 'LBA!'
        assert_eq dword [BUFFER + 0x200], 'LBA2'

; ---- verification moves no data

        mov     dword [BUFFER], 'stay'
        disk    0x0405, 0x0001, 0
        assert_good
        assert_eq dword [BUFFER], 'stay'
        disk_packet 0x44, 64, 4
        assert_good

; ---- no such place, no such drive, no such function; AH = 01h tells the last one again

        disk    0x0201, 0x0000, 0
        assert_flags FLAG_CF, FLAG_CF, 'sector 0'
        assert_eq ah, 0x01
        disk    0x0201, 0x1E01, 0
        assert_flags FLAG_CF, FLAG_CF, 'cylinder 30'
        disk_packet 0x42, SECTORS, 1
        assert_flags FLAG_CF, FLAG_CF, 'behind the last sector'
        disk_packet 0x42, SECTORS - 1, 1
        assert_good
        disk    0x0000, 0, 0
        assert_good
        mov     ah, 0x02
        mov     al, 1
        mov     cx, 1
        mov     dx, 0x0081
        int     0x13
        assert_flags FLAG_CF, FLAG_CF, 'a second disk'
        disk    0x7700, 0, 0
        assert_flags FLAG_CF, FLAG_CF, 'no such function'
        assert_eq ah, 0x01
        pass

        align   4, db 0
packet: db      16, 0
        dw      0, 0, 0
        dq      0

        times 14 * 512 - ($ - $$) db 0

%assign sector 14
%rep 57
%assign hundreds sector / 100
%assign tens (sector / 10) % 10
%assign ones sector % 10
        db      'S', '0' + hundreds, '0' + tens, '0' + ones
        times 508 db 0
%assign sector sector + 1
%endrep
