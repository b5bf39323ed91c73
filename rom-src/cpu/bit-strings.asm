; Proves BT, BTS, BTR, BTC, BSF and BSR. A register's bit number is taken modulo its width; with memory a bit
; number in a register reaches beyond the operand, both ways. SDM vol. 2, BT, BTS, BTR, BTC, BSF, BSR, and
; "Operation Section" for Bit(BitBase, BitOffset).

%include "assert.inc"

        org     0
        bits    16

BITS_AT equ     0x5000

        mov     ax, 0x0100
        bt      ax, 8
        assert_flags FLAG_CF, FLAG_CF
        mov     cx, 24                  ; 24 is 8 modulo 16
        btr     ax, cx
        assert_flags FLAG_CF, FLAG_CF
        assert_eq ax, 0
        btc     ax, 15
        assert_flags FLAG_CF, 0
        assert_eq ax, 0x8000

        mov     cx, 35                  ; byte 4, bit 3
        bts     [BITS_AT], cx
        assert_flags FLAG_CF, 0
        mov     cx, -1                  ; the byte before, bit 7
        bts     [BITS_AT + 0x10], cx
        lock bts word [BITS_AT], 0

        mov     ax, 0x0A00
        bsf     bx, ax
        assert_eq bx, 9
        bsr     bx, ax
        assert_eq bx, 11
        assert_flags FLAG_ZF, 0
        xor     ax, ax
        bsf     bx, ax                  ; nothing found: only ZF is defined
        assert_flags FLAG_ZF, FLAG_ZF
        pass
