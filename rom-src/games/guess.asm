; A boot-sector game for SeaBIOS and its VGA BIOS: guess a number that the timer's counter chose. Proves INT 10h's
; teletype with its cursor and scrolling, INT 16h's keys one after the other from the BIOS's buffer, and that a ROM
; finds chance in the timer. IBM PS/2 and PC BIOS Interface Technical Reference, INT 10h and 16h; Intel 82C54 data
; sheet, "Counter Latch Command".
        bits    16
        org     0x7C00

%include "bios.inc"

        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        sti
        mov     ax, 0x0003
        int     0x10
        bios_print 'A number from 0 to 7. Which?', 13, 10
        bios_key                        ; when the player begins is chance, too
        mov     al, 0x00                ; latch counter 0
        out     0x43, al
        in      al, 0x40
        mov     ah, al
        in      al, 0x40
        add     al, ah
        shr     al, 1                   ; mode 3 counts by two
        and     al, 7
        add     al, '0'
        mov     [secret], al

guess:  bios_key
        cmp     al, '0'
        jb      guess
        cmp     al, '7'
        ja      guess
        inc     byte [tries]
        push    ax
        bios_putc al
        pop     ax
        cmp     al, [secret]
        je      right
        ja      high
        bios_print ' is too low.', 13, 10
        jmp     guess
high:   bios_print ' is too high.', 13, 10
        jmp     guess

right:  bios_print ' is right. Tries: '
        bios_putc [tries]
        bios_print 13, 10
        bios_print 'Bye.', 13, 10
        mov     al, 0
        out     0xF4, al

secret: db      0
tries:  db      '0'

        boot_signature
