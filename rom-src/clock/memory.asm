; Proves the battery-backed memory: what is written stays, and the checksum of 10h to 2Dh stands at 2Eh, high byte
; first. IBM AT Technical Reference, "Real-Time Clock/CMOS RAM Information"; memory sizes as for 4 MiB.

%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        xor     dx, dx
        mov     cl, 0x10
        xor     ah, ah
sum:    mov     al, cl
        out     PORT_CMOS_INDEX, al
        in      al, PORT_CMOS_DATA
        add     dx, ax
        inc     cl
        cmp     cl, 0x2E
        jb      sum
        cmos_read 0x2E
        assert_eq al, dh
        cmos_read 0x2F
        assert_eq al, dl
        cmos_read_word CMOS_BASE_KIB
        assert_eq ax, 640
        cmos_read_word CMOS_EXTENDED_KIB
        assert_eq ax, 3072
        cmos_write 0x40, 0x5A
        cmos_write 0x7F, 0xA5
        cmos_read 0x40
        assert_eq al, 0x5A
        cmos_read 0x7F
        assert_eq al, 0xA5
        pass
