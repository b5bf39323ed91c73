; Proves the attribute controller's flip-flop: port 0x3C0 takes an index and data in turn, reading the status makes it
; take an index, data is read at 0x3C1 without turning it, and the palette keeps six bits. The misc output register
; and the palette of the DAC are read back, too.
; IBM VGA Technical Reference, "Attribute Controller", "Miscellaneous Output Register", "Digital-to-Analog Converter".

%include "assert.inc"
%include "vga.inc"

%define SHOWN                   0x20            ; index bit 5: the palette is the screen's

; to_attribute BYTE. AL changes.
%macro to_attribute 1
        mov     dx, PORT_VGA_ATTRIBUTE
        mov     al, %1
        out     dx, al
%endmacro

; index_next: the flip-flop. AL and DX change.
%macro index_next 0
        mov     dx, PORT_VGA_STATUS
        in      al, dx
%endmacro

; assert_attribute INDEX, VALUE. AL and DX change.
%macro assert_attribute 2
        index_next
        to_attribute %1
        mov     dx, PORT_VGA_ATTRIBUTE + 1
        in      al, dx
        assert_eq al, %2
%endmacro

        bits    16
        org     0x7C00

        xor     sp, sp
        assert_attribute 6 | SHOWN, 0x14        ; brown of mode 3

; ---- index and data in turn

        index_next
        to_attribute 1 | SHOWN
        to_attribute 0x2A
        to_attribute 2 | SHOWN
        to_attribute 0xFF
        assert_attribute 1 | SHOWN, 0x2A
        assert_attribute 2 | SHOWN, 0x3F

; ---- reading the status in between: what would have been data is an index

        index_next
        to_attribute 3 | SHOWN
        index_next
        to_attribute 4 | SHOWN
        to_attribute 0x15
        assert_attribute 3 | SHOWN, 0x03
        assert_attribute 4 | SHOWN, 0x15

; ---- reading data does not turn it, and the index is read at 0x3C0

        index_next
        to_attribute 5 | SHOWN
        mov     dx, PORT_VGA_ATTRIBUTE + 1
        in      al, dx
        mov     dx, PORT_VGA_ATTRIBUTE
        in      al, dx
        assert_eq al, 5 | SHOWN
        to_attribute 0x05
        assert_attribute 5 | SHOWN, 0x05

; ---- the DAC: three components of six bits, the index goes on by itself

        mov     dx, 0x3C8
        mov     al, 200
        out     dx, al
        inc     dx
        mov     al, 0x11
        out     dx, al
        mov     al, 0x22
        out     dx, al
        mov     al, 0xF3
        out     dx, al
        mov     al, 0x04
        out     dx, al
        mov     dx, 0x3C7
        mov     al, 200
        out     dx, al
        mov     dx, 0x3C9
        in      al, dx
        assert_eq al, 0x11
        in      al, dx
        assert_eq al, 0x22
        in      al, dx
        assert_eq al, 0x33
        in      al, dx
        assert_eq al, 0x04
        pass
