; A disk whose boot sector talks to a terminal through a BIOS that nobody here wrote: asks for a name by INT 10h and
; takes it by INT 16h, then reads a sector by INT 13h. It polls INT 16h (AH = 1) before it takes a key: an option ROM
; that adds a serial line to the keyboard looks at it when INT 16h is called, and does not while the BIOS waits.
; IBM PS/2 and PC BIOS Interface Technical Reference.
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
        bios_print 'Your name? '
        mov     di, name
        cld
.wait:  hlt                             ; until the next tick at the latest
.poll:  bios_key_poll
        jz      .wait
        bios_key
        cmp     al, 13
        je      .end
        mov     [di], al
        inc     di
        bios_putc al
        jmp     .poll
.end:   bios_print 13, 10, 'Hello, '
        mov     si, name
        call    print
        mov     dl, [drive]
        bios_read dl, 0, 0, 2, 1, 0x7E00
        jc      failed
        mov     si, 0x7E00
        call    print
        mov     al, 0
        out     0xF4, al

failed: mov     al, ah                  ; the status of INT 13h
        out     0xF4, al

; The text at DS:SI up to its 0.
print:  lodsb
        test    al, al
        jz      .done
        bios_putc al
        jmp     print
.done:  ret

drive:  db      0
name:   times 32 db 0

        boot_signature
        db      '! This is sector 2.', 13, 10, 0
        times 1024 - ($ - $$) db 0
