; Proves the INT 10h that a VGA BIOS gives on romkit's screen: mode, cursor, characters with and without attributes,
; a string, windows that scroll, teletype over the end of the screen, and pages, of which the screen shows the active
; one.
; IBM PS/2 and PC BIOS Interface Technical Reference, INT 10h.

%include "seabios/boot.inc"

; video AX, BX, CX, DX: INT 10h
%macro video 4
        mov     ax, %1
        mov     bx, %2
        mov     cx, %3
        mov     dx, %4
        int     0x10
%endmacro

%define at(row, column)         ((row) << 8 | (column))

        boot_and_load 8

; ---- mode 3: 80 columns, page 0, a blank screen and the cursor at its beginning

        video   0x0003, 0, 0, 0
        video   0x0F00, 0, 0, 0
        assert_eq ax, 0x5003, 'AH = 0Fh'
        assert_eq bh, 0
        video   0x0300, 0, 0, 0
        assert_eq dx, 0, 'the cursor after a mode set'
        video   0x1A00, 0, 0, 0
        assert_eq al, 0x1A
        assert_eq bl, 0x08, 'a VGA with a colour screen'

; ---- the cursor's shape and place

        video   0x0100, 0, 0x0307, 0
        video   0x0200, 0, 0, at(2, 5)
        video   0x0300, 0, 0, 0
        assert_eq dx, at(2, 5), 'AH = 03h'
        assert_eq cx, 0x0307

; ---- characters at the cursor, which stays; with an attribute, without, and read back

        video   0x0941, 0x001E, 3, 0
        video   0x0800, 0, 0, 0
        assert_eq ax, 0x1E41, 'AH = 08h'
        video   0x0A42, 0x0000, 1, 0
        video   0x0800, 0, 0, 0
        assert_eq ax, 0x1E42, 'AH = 0Ah keeps the attribute'
        video   0x0300, 0, 0, 0
        assert_eq dx, at(2, 5)

; ---- a string, and the cursor behind it

        mov     bp, string
        video   0x1301, 0x0007, string_end - string, at(4, 10)
        video   0x0300, 0, 0, 0
        assert_eq dx, at(5, 4), 'AH = 13h moves the cursor'

; ---- windows: rows 8 to 11 go up by two, rows 14 to 17 down by one, columns 0 to 9

        mov     cl, 8
rows:   mov     dh, cl
        mov     dl, 0
        push    cx
        video   0x0200, 0, 0, dx
        pop     cx
        mov     al, cl
        add     al, 'A' - 8
        mov     ah, 0x0A
        mov     bx, 0
        push    cx
        mov     cx, 12
        int     0x10
        pop     cx
        inc     cl
        cmp     cl, 18
        jne     rows
        video   0x0602, 0x0700, at(8, 0), at(11, 9)
        video   0x0701, 0x0700, at(14, 0), at(17, 9)

; ---- teletype: carriage return, backspace, the bell that prints nothing, and a line that runs on into the next

        video   0x0200, 0, 0, at(20, 0)
        bios_print 'xxxx', 13, 'teletype!', 8, '.', 7
        video   0x0300, 0, 0, 0
        assert_eq dx, at(20, 9)
        video   0x0200, 0, 0, at(21, 77)
        bios_print 'abcdef'

; ---- over the end of the screen all goes up by one

        video   0x0200, 0, 0, at(24, 0)
        bios_print 'last', 13, 10, 'new last'
        video   0x0300, 0, 0, 0
        assert_eq dx, at(24, 8)

; ---- page 1 has a screen of its own, and the other stays: the case shows page 0

        video   0x0501, 0, 0, 0
        video   0x0F00, 0, 0, 0
        assert_eq bh, 1, 'the active page'
        video   0x0200, 0x0100, 0, at(0, 0)
        video   0x0950, 0x011F, 1, 0
        assert_eq word [0x44E], 0x1000, 'where page 1 begins'
        push    0xB800
        pop     es
        assert_eq word [es:0x1000], 0x1F50
        video   0x0500, 0, 0, 0
        pass

string: db      'string', 13, 10, 'next'
string_end:
        times 9 * 512 - ($ - $$) db 0
