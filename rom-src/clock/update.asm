; Proves UIP and SET: UIP is up for the 2 ms before an update, in which the time must not be read, and the
; registers change when it falls; SET holds them and keeps UIP down. Motorola MC146818A data sheet (ADI856R2),
; "Update Cycle", "Register A", "Register B".

%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        cmos_read CMOS_SECONDS
        assert_eq al, 0x00
        call    wait_uip
        cmos_read CMOS_SECONDS
        assert_eq al, 0x00, 'not yet'
        xor     cx, cx
down:   inc     cx
        cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jnz     down
        cmos_read CMOS_SECONDS
        assert_eq al, 0x01, 'now'
        cmp     cx, 2300 / 2            ; 2228 us at two accesses of a microsecond each
        ja      wrong
        cmp     cx, 2100 / 2
        jb      wrong

        cmos_write CMOS_STATUS_B, CMOS_B_SET | CMOS_B_24_HOURS
        mov     bx, 10                  ; a second and more
hold:   xor     cx, cx
each:   cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jnz     wrong
        loop    each
        dec     bx
        jnz     hold
        cmos_read CMOS_SECONDS
        assert_eq al, 0x01, 'held'
        pass
wrong:  print_dec 16, cx
        assert_never

wait_uip:
        cmos_read CMOS_STATUS_A
        test    al, CMOS_A_UPDATING
        jz      wait_uip
        ret
