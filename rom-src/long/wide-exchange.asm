; Proves CMPXCHG16B: sixteen bytes at once, locked, replaced only if they are as expected. SDM vol. 2,
; CMPXCHG8B/CMPXCHG16B.

%include "assert.inc"

        org     0x10_0000
        bits    64

        mov     rax, [rel pair]
        mov     rdx, [rel pair + 8]
        mov     rbx, 0x1111_2222_3333_4444
        mov     rcx, 0x5555_6666_7777_8888
        lock cmpxchg16b [rel pair]
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq [rel pair], rbx
        assert_eq [rel pair + 8], rcx

        xor     eax, eax
        lock cmpxchg16b [rel pair]
        assert_flags FLAG_ZF, 0
        assert_eq rax, rbx              ; what is there
        assert_eq rdx, rcx
        pass

        align   16, db 0
pair:   dq      1, 2
