; Proves XCHG, XADD, CMPXCHG, CMPXCHG8B and BSWAP, locked and not. SDM vol. 2 for each; vol. 3, "Locked Atomic
; Operations".

%include "assert.inc"

        org     0
        bits    16

        mov     ax, 1
        mov     bx, 2
        xchg    ax, bx
        assert_eq ax, 2
        xchg    [word_at], ax
        assert_eq ax, 0x1111
        assert_eq word [word_at], 2

        mov     ax, 5
        lock xadd [word_at], ax         ; sum to memory, old value to the register
        assert_eq ax, 2
        assert_eq word [word_at], 7

        mov     ax, 7
        mov     cx, 9
        lock cmpxchg [word_at], cx      ; equal: replaced
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq word [word_at], 9
        mov     ax, 7
        mov     cx, 3
        cmpxchg [word_at], cx           ; not equal: AX learns what is there
        assert_flags FLAG_ZF, 0
        assert_eq ax, 9
        assert_eq word [word_at], 9

        mov     eax, 0x4444_3333
        mov     edx, 0x6666_5555
        mov     ebx, 0x0000_0001
        mov     ecx, 0x8000_0000
        lock cmpxchg8b [qword_at]
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq dword [qword_at], 1
        cmpxchg8b [qword_at]
        assert_flags FLAG_ZF, 0
        assert_eq eax, 1
        assert_eq edx, 0x8000_0000

        mov     eax, 0x1122_3344
        bswap   eax
        assert_eq eax, 0x4433_2211
        pass

word_at:
        dw      0x1111
        align   8, db 0
qword_at:
        dw      0x3333, 0x4444, 0x5555, 0x6666
