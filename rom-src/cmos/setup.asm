; Proves the checksum of the CMOS RAM, and prints what a machine's set-up has left there about its disk and its
; equipment. The cases have machines with and without a disk.
; IBM PC/AT Technical Reference, "Real-time clock/CMOS RAM information": 12h disk types, 14h equipment, 19h extended
; type, 2Eh and 2Fh the sum of 10h to 2Dh, high byte first. 1Bh to 23h and 3Dh are conventions of later BIOSes.

%include "assert.inc"
%include "cmos.inc"

; show 'what', INDEX, COUNT: some bytes
%macro show 3
        print   %1
        mov     ah, %2
        mov     cx, %3
        call    bytes
%endmacro

        bits    16
        org     0x7C00

; ---- the sum

        xor     bx, bx
        mov     cl, 0x10
add:    cmos_read cl
        mov     ah, 0
        add     bx, ax
        inc     cl
        cmp     cl, 0x2E
        jne     add
        cmos_read 0x2E
        assert_eq al, bh, 'checksum, high byte'
        cmos_read 0x2F
        assert_eq al, bl, 'checksum, low byte'

; ---- the rest

        show    'floppies', 0x10, 1
        show    'disk types', 0x12, 1
        show    'equipment', 0x14, 1
        show    'extended types', 0x19, 2
        show    'geometry', 0x1B, 9
        show    'boot order', 0x3D, 1
        pass

; CX bytes from index AH on, and a line feed.
bytes:  cmos_read ah
        print   ' '
        print_hex 8, al
        inc     ah
        loop    bytes
        print   10
        ret
