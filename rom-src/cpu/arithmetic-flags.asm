; Proves what ADD, SUB, INC, DEC, NEG, ADC, SBB, CMP and the logic instructions do to the six status flags.
; SDM vol. 1, "Status Flags"; vol. 2 for each instruction. AF is left out where the manual leaves it
; undefined.

%include "assert.inc"

        org     0
        bits    16

        mov     al, 0x7F
        add     al, 1                   ; 127 + 1: signed overflow
        assert_flags FLAGS_STATUS, FLAG_OF | FLAG_SF | FLAG_AF
        mov     al, 0xFF
        add     al, 1                   ; 255 + 1: unsigned overflow, zero
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_ZF | FLAG_AF | FLAG_PF
        mov     al, 0
        sub     al, 1                   ; FF: a borrow, eight ones are even parity
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_SF | FLAG_AF | FLAG_PF
        mov     al, 0x80
        sub     al, 1                   ; -128 - 1: 7F has seven ones
        assert_flags FLAGS_STATUS, FLAG_OF | FLAG_AF
        mov     ax, 0x01FF
        add     ax, 0x0101              ; 0300: parity is that of the low byte alone
        assert_flags FLAGS_STATUS, FLAG_AF | FLAG_PF

; ---- INC and DEC keep CF
        stc
        mov     al, 0xFE
        inc     al
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_SF | FLAG_PF
        clc
        mov     al, 0
        dec     al
        assert_flags FLAGS_STATUS, FLAG_SF | FLAG_AF | FLAG_PF

; ---- NEG: CF unless zero, OF for the number that has no opposite
        mov     al, 0
        neg     al
        assert_flags FLAGS_STATUS, FLAG_ZF | FLAG_PF
        mov     al, 0x80
        neg     al
        assert_eq al, 0x80
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_OF | FLAG_SF
        mov     al, 1
        neg     al
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_SF | FLAG_AF | FLAG_PF

; ---- ADC and SBB chain
        mov     ax, 0xFFFF
        xor     dx, dx
        add     ax, 1
        adc     dx, 0
        assert_eq dx, 1
        stc
        sbb     al, al                  ; the carry spread over a register
        assert_eq al, 0xFF
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_SF | FLAG_AF | FLAG_PF
        mov     al, 0xFF
        stc
        adc     al, 0
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_ZF | FLAG_AF | FLAG_PF

; ---- CMP is SUB without a result
        mov     al, 5
        cmp     al, 6
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_SF | FLAG_AF | FLAG_PF
        assert_eq al, 5

; ---- logic clears CF and OF
        stc
        mov     al, 0xF0
        and     al, 0x0F
        assert_flags FLAGS_NO_AF, FLAG_ZF | FLAG_PF
        stc
        or      al, 0x81
        assert_flags FLAGS_NO_AF, FLAG_SF | FLAG_PF
        stc
        xor     al, 0x80
        assert_flags FLAGS_NO_AF, 0
        stc
        test    al, al
        assert_flags FLAGS_NO_AF, 0
        stc
        not     al                      ; no flag at all
        assert_flags FLAGS_NO_AF, FLAG_CF

; ---- direct access
        mov     ah, 0xFF
        sahf                            ; SF ZF AF PF CF
        assert_flags FLAGS_STATUS, FLAG_CF | FLAG_PF | FLAG_AF | FLAG_ZF | FLAG_SF
        mov     ah, 0
        sahf
        lahf
        assert_eq ah, 0x02              ; bit 1 is always one
        cmc
        assert_flags FLAGS_STATUS, FLAG_CF
        pass
