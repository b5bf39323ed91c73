; Proves shifts and rotates with their flags, the masking of counts to five bits, and the double shifts. SDM
; vol. 2, "SAL/SAR/SHL/SHR", "RCL/RCR/ROL/ROR", SHLD, SHRD. OF is defined for counts of 1 only; AF never by
; shifts.

%include "assert.inc"

        org     0
        bits    16

NO_AF_OF equ    FLAGS_NO_AF & ~FLAG_OF

; ---- by one: CF is the bit that fell out, OF that the sign changed
        mov     al, 0x81
        shl     al, 1
        assert_eq al, 0x02
        assert_flags FLAGS_NO_AF, FLAG_CF | FLAG_OF
        mov     al, 0x81
        shr     al, 1
        assert_eq al, 0x40
        assert_flags FLAGS_NO_AF, FLAG_CF | FLAG_OF
        mov     al, 0x81
        sar     al, 1                   ; -127 / 2, rounded down
        assert_eq al, 0xC0
        assert_flags FLAGS_NO_AF, FLAG_CF | FLAG_SF | FLAG_PF

; ---- rotates touch CF and OF only: ZF and PF are those of the compare
        mov     al, 0x81
        cmp     al, al
        rol     al, 1
        assert_eq al, 0x03
        assert_flags FLAGS_NO_AF, FLAG_CF | FLAG_OF | FLAG_ZF | FLAG_PF
        mov     al, 0x01
        cmp     al, al
        ror     al, 1
        assert_eq al, 0x80
        assert_flags FLAGS_NO_AF, FLAG_CF | FLAG_OF | FLAG_ZF | FLAG_PF
        mov     al, 0x80
        stc
        rcl     al, 1                   ; nine bits around
        assert_eq al, 0x01
        assert_flags FLAG_CF | FLAG_OF, FLAG_CF | FLAG_OF
        mov     al, 0x02
        stc
        rcr     al, 1
        assert_eq al, 0x81
        assert_flags FLAG_CF | FLAG_OF, FLAG_OF

; ---- counts
        mov     ax, 0x1234
        stc
        mov     cl, 32
        shl     ax, cl                  ; 32 is 0: neither value nor flags change
        assert_eq ax, 0x1234
        assert_flags FLAG_CF, FLAG_CF
        mov     cl, 33
        shl     ax, cl                  ; 33 is 1
        assert_eq ax, 0x2468
        mov     al, 0xF0
        mov     cl, 20
        sar     al, cl                  ; more than there are bits: the sign is left
        assert_eq al, 0xFF
        mov     al, 0x5A
        stc
        mov     cl, 9
        rcl     al, cl                  ; nine bits by nine
        assert_eq al, 0x5A
        assert_flags FLAG_CF, FLAG_CF
        mov     eax, 0x8000_0001
        mov     cl, 4
        rol     eax, cl
        assert_eq eax, 0x18

; ---- double shifts: bits come from the other register
        mov     ax, 0x1234
        mov     bx, 0xABCD
        shld    ax, bx, 4
        assert_eq ax, 0x234A
        assert_flags NO_AF_OF, FLAG_CF
        mov     ax, 0x1234
        shrd    ax, bx, 4
        assert_eq ax, 0xD123
        assert_flags NO_AF_OF, FLAG_SF
        pass
