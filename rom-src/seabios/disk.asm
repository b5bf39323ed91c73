; A disk with a boot sector for a BIOS that nobody here wrote: proves that SeaBIOS boots it from the ATA disk,
; and that INT 10h prints, INT 16h waits for a key, INT 13h reads by CHS, by LBA and writes.
; IBM PS/2 and PC BIOS Interface Technical Reference; Enhanced Disk Drive Specification.
        bits    16
        org     0x7C00

%include "bios.inc"

        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7C00
        sti
        mov     [drive], dl
        bios_print 'Boot sector. A key? '
        bios_key
        bios_putc al
        bios_print 13, 10

        mov     dl, [drive]
        bios_read dl, 0, 0, 2, 1, 0x7E00        ; sector 2 of the first track is LBA 1
        jc      failed
        bios_print 'CHS: '
        mov     si, 0x7E00
        call    print
        bios_read_lba dl, 2, 1, 0, 0x7E00
        jc      failed
        bios_print 'LBA: '
        mov     si, 0x7E00
        call    print

        mov     word [0x7E00], 0x1234           ; and writes it to sector 4, LBA 3
        mov     ax, 0x0301
        mov     cx, 0x0004
        mov     dh, 0
        mov     dl, [drive]
        mov     bx, 0x7E00
        int     0x13
        jc      failed
        bios_print 'Done.', 13, 10
        mov     al, 0
        out     0xF4, al

failed: mov     al, ah                          ; the status of INT 13h
        out     0xF4, al

; The text at DS:SI up to its 0.
print:  lodsb
        test    al, al
        jz      .done
        bios_putc al
        jmp     print
.done:  ret

drive:  db      0

        boot_signature
        db      'sector 2', 13, 10, 0
        times 1024 - ($ - $$) db 0
        db      'sector 3', 13, 10, 0
        times 2048 - ($ - $$) db 0
