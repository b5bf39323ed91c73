; Proves that the CMOS RAM is memory: bytes 0x0E to 0x7F each keep what is written, none disturbs another, bit 7 of
; the index (the NMI mask) chooses no other byte, an index serves more than one access, and port 0x70 cannot be read.
; Motorola MC146818A data sheet, "Address Map"; IBM PC/AT Technical Reference, "I/O operations": port 70h.

%include "assert.inc"
%include "cmos.inc"

%define FIRST                   0x0E
%define END                     0x80

        bits    16
        org     0x7C00

; ---- each byte has a value of its own, then the complement of it

        mov     cl, FIRST
write:  mov     ah, cl
        xor     ah, 0x5A
        cmos_write cl, ah
        inc     cl
        cmp     cl, END
        jne     write

        mov     cl, FIRST
check:  mov     ah, cl
        xor     ah, 0x5A
        cmos_read cl
        assert_eq al, ah
        not     ah
        cmos_write cl, ah
        inc     cl
        cmp     cl, END
        jne     check

        mov     cl, FIRST
again:  mov     ah, cl
        xor     ah, 0xA5
        cmos_read cl
        assert_eq al, ah
        inc     cl
        cmp     cl, END
        jne     again

; ---- the same byte with NMI masked

        cmos_write 0x40, 0x11
        cmos_read 0x40 | 0x80
        assert_eq al, 0x11
        cmos_write 0x40 | 0x80, 0x22
        cmos_read 0x40
        assert_eq al, 0x22

; ---- one index for more than one access

        in      al, PORT_CMOS_DATA
        assert_eq al, 0x22
        mov     al, 0x33
        out     PORT_CMOS_DATA, al
        in      al, PORT_CMOS_DATA
        assert_eq al, 0x33

        in      al, PORT_CMOS_INDEX
        assert_eq al, 0xFF, 'the index cannot be read'
        pass
