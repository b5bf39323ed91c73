; Proves REPE and REPNE with SCAS and CMPS: they end at the element that decides, pointers behind it, the
; count less the elements looked at, ZF the outcome; a count of zero leaves the flags alone. SDM vol. 2,
; "REP/REPE/REPNE".

%include "assert.inc"

        org     0
        bits    16

        mov     di, text
        mov     al, 0
        mov     cx, -1
        repne scasb                     ; strlen
        not     cx
        dec     cx
        assert_eq cx, 11
        assert_eq di, text + 12

        mov     di, text
        mov     al, '!'                 ; not there
        mov     cx, 11
        repne scasb
        assert_flags FLAG_ZF, 0
        assert_eq cx, 0

        mov     si, text
        mov     di, other
        mov     cx, 11
        repe cmpsb                      ; 'l' against 'x', the fourth
        assert_eq cx, 7
        assert_eq si, text + 4
        assert_flags FLAG_ZF | FLAG_CF, FLAG_CF ; 'l' is below 'x': source less destination
        mov     si, text
        mov     di, text
        mov     cx, 5
        repe cmpsw
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq cx, 0

        stc
        mov     si, text
        mov     di, other
        repe cmpsb                      ; CX is zero
        assert_flags FLAG_ZF | FLAG_CF, FLAG_ZF | FLAG_CF
        assert_eq si, text
        pass

text:   db      'hello world', 0
other:  db      'helxo world', 0
