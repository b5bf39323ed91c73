; Proves the CRT controller's registers: the index is read back, the cursor's position and shape keep what is written
; in the bits that they have, and bit 7 of register 11h protects the registers 0 to 7 but for bit 4 of register 7.
; IBM VGA Technical Reference, CRT controller: "Address register", "Cursor Start", "Cursor End", "Cursor Location",
; "Vertical Retrace End", "Overflow".

%include "assert.inc"
%include "vga.inc"

%define HORIZONTAL_TOTAL        0x00
%define OVERFLOW                0x07

; keeps REGISTER, VALUE, READ: written so, it reads so
%macro keeps 3
        vga_crtc_write %1, %2
        vga_crtc_read %1
        assert_eq al, %3
%endmacro

        bits    16
        org     0x7C00

        xor     sp, sp

; ---- as a VGA BIOS leaves it in mode 3: 80 columns, the cursor in the top left corner, lines 13 and 14

        vga_crtc_read 0x01
        assert_eq al, 79, 'columns less one'
        vga_crtc_read VGA_CURSOR_START
        assert_eq al, 0x0D
        vga_crtc_read VGA_CURSOR_END
        assert_eq al, 0x0E
        vga_crtc_read VGA_CURSOR_HIGH
        assert_eq al, 0

        mov     dx, PORT_VGA_CRTC
        mov     al, VGA_CURSOR_LOW
        out     dx, al
        in      al, dx
        assert_eq al, VGA_CURSOR_LOW, 'the index'

        keeps   VGA_CURSOR_HIGH, 0x07, 0x07
        keeps   VGA_CURSOR_LOW, 0xCF, 0xCF
        keeps   VGA_CURSOR_START, 0xFF, 0x3F
        keeps   VGA_CURSOR_END, 0xFF, 0x7F
        vga_crtc_read VGA_CURSOR_HIGH
        assert_eq al, 0x07, 'none disturbs another'

; ---- by a word: the index low, the value high

        mov     dx, PORT_VGA_CRTC
        mov     ax, 0x1200 | VGA_CURSOR_LOW
        out     dx, ax
        vga_crtc_read VGA_CURSOR_LOW
        assert_eq al, 0x12

; ---- protected and not

        vga_crtc_read VGA_RETRACE_END
        and     al, 0x80
        assert_eq al, 0x80, 'mode 3 is protected'
        vga_crtc_read HORIZONTAL_TOTAL
        mov     bl, al
        not     bl
        vga_crtc_write HORIZONTAL_TOTAL, bl
        not     bl
        vga_crtc_read HORIZONTAL_TOTAL
        assert_eq al, bl, 'protected'
        keeps   OVERFLOW, 0x00, 0x0F
        keeps   OVERFLOW, 0xFF, 0x1F
        vga_crtc_write VGA_RETRACE_END, 0x0E
        keeps   HORIZONTAL_TOTAL, 0x55, 0x55
        keeps   OVERFLOW, 0xA5, 0xA5
        pass
