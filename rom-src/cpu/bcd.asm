; Proves the decimal instructions, with the examples of the manual where it has some. SDM vol. 2, AAA, AAS,
; AAM, AAD, DAA, DAS. Flags are compared only where they are defined.

%include "assert.inc"

        org     0
        bits    16

DEFINED_BY_DAA  equ FLAG_CF | FLAG_AF | FLAG_SF | FLAG_ZF | FLAG_PF
DEFINED_BY_AAM  equ FLAG_SF | FLAG_ZF | FLAG_PF

; ---- packed: two digits a byte
        mov     al, 0x79
        add     al, 0x35
        daa                             ; 79 + 35 = 114
        assert_eq al, 0x14
        assert_flags DEFINED_BY_DAA, FLAG_CF | FLAG_AF | FLAG_PF
        mov     al, 0x12
        add     al, 0x34
        daa                             ; nothing to adjust
        assert_eq al, 0x46
        assert_flags DEFINED_BY_DAA, 0
        mov     al, 0x28
        add     al, 0x19                ; 41, with a carry out of the low digit
        daa
        assert_eq al, 0x47
        assert_flags DEFINED_BY_DAA, FLAG_AF | FLAG_PF
        mov     al, 0x35
        sub     al, 0x47
        das                             ; 35 - 47 = 88, borrowing a hundred
        assert_eq al, 0x88
        assert_flags DEFINED_BY_DAA, FLAG_CF | FLAG_AF | FLAG_SF | FLAG_PF

; ---- unpacked: a digit a byte
        mov     ax, 0x0009
        add     al, 0x08                ; 11h with AF
        aaa                             ; 17
        assert_eq ax, 0x0107
        assert_flags FLAG_CF | FLAG_AF, FLAG_CF | FLAG_AF
        mov     ax, 0x0205
        add     al, 0x03
        aaa
        assert_eq ax, 0x0208
        assert_flags FLAG_CF | FLAG_AF, 0
        mov     ax, 0x0203
        sub     al, 0x08
        aas                             ; 23 - 8 = 15
        assert_eq ax, 0x0105
        assert_flags FLAG_CF | FLAG_AF, FLAG_CF | FLAG_AF
        mov     ax, 0x0209
        sub     al, 0x08
        aas
        assert_eq ax, 0x0201
        assert_flags FLAG_CF | FLAG_AF, 0

; ---- and between binary and unpacked
        mov     al, 7
        mov     bl, 9
        mul     bl
        aam                             ; 63
        assert_eq ax, 0x0603
        assert_flags DEFINED_BY_AAM, FLAG_PF
        aad
        assert_eq ax, 0x003F
        assert_flags DEFINED_BY_AAM, FLAG_PF
        mov     al, 0x5A
        aam     16                      ; any base works: the two hex digits
        assert_eq ax, 0x050A
        aad     16
        assert_eq ax, 0x005A
        xor     al, al
        aam
        assert_flags DEFINED_BY_AAM, FLAG_ZF | FLAG_PF
        pass
