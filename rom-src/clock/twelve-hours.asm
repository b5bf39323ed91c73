; Proves 12 hours and binary: midnight is 12 without bit 7, noon 12 with it; the time that the program sets in that
; form goes on in it. Motorola MC146818A data sheet (ADI856R2), "Time, Calendar, and Alarm Locations", table 3.

%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        cmos_write CMOS_STATUS_B, CMOS_B_SET | CMOS_B_BINARY
        mov     si, times
next:   lodsw
        test    ax, ax
        jz      done
        mov     bx, ax                  ; BL is set, BH must follow
        cmos_write CMOS_STATUS_B, CMOS_B_SET | CMOS_B_BINARY
        cmos_write CMOS_HOURS, bl
        cmos_write CMOS_MINUTES, 59
        cmos_write CMOS_SECONDS, 59
        cmos_read CMOS_STATUS_C
        cmos_write CMOS_STATUS_B, CMOS_B_BINARY
wait_update:
        cmos_read CMOS_STATUS_C
        test    al, 0x10
        jz      wait_update
        cmos_read CMOS_HOURS
        print_hex 8, bl
        print   ' '
        print_hex 8, al
        print   10
        assert_eq al, bh
        jmp     next
done:   pass

times:  db      12, 1                   ; 00:59, 01:00
        db      11, 0x8C                ; 11:59, noon
        db      0x8C, 0x81              ; 12:59 in the afternoon
        db      0x8B, 12                ; 23:59, midnight
        dw      0
