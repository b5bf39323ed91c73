; Proves port 0x92: bit 1 reads back as it was written and is set at the start, and bit 0 resets the CPU when it is
; set, after which nothing of this ROM runs. IBM PS/2 Hardware Interface Technical Reference, "System Control Port A".

%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        in      al, 0x92
        and     al, 0x03
        assert_eq al, 0x02
        mov     al, 0x00
        out     0x92, al
        in      al, 0x92
        and     al, 0x03
        assert_eq al, 0
        mov     al, 0x02
        out     0x92, al
        in      al, 0x92
        and     al, 0x03
        assert_eq al, 0x02
        print   'resets', 10
        mov     cx, 0x5A5A
        mov     al, 0x03
        out     0x92, al
        mov     cx, 0
        print   'goes on', 10
        hlt
