; Proves LOOP, LOOPE, LOOPNE, JCXZ and JECXZ: the count goes first, flags stay, and a count of zero is 65536
; rounds. SDM vol. 2, "LOOP/LOOPcc", Jcc.

%include "assert.inc"

        org     0
        bits    16

        xor     dx, dx
        mov     cx, 3
three:  inc     dx
        loop    three
        assert_eq dx, 3
        assert_eq cx, 0

        xor     edx, edx                ; CX is zero
all:    inc     edx
        loop    all
        assert_eq edx, 0x1_0000

        mov     cx, 5
        mov     si, text
find:   lodsb
        cmp     al, 'c'
        loopne  find                    ; ends with ZF: found
        assert_flags FLAG_ZF, FLAG_ZF
        assert_eq cx, 2                 ; the third of five
        mov     cx, 5
        mov     si, text
same:   lodsb
        cmp     al, 'a'
        loope   same                    ; ends at the first that differs
        assert_flags FLAG_ZF, 0
        assert_eq cx, 3

        mov     ax, 0x7F
        add     al, 1                   ; OF, SF, AF
        mov     cx, 2
kept:   loop    kept
        assert_flags FLAGS_STATUS, FLAG_OF | FLAG_SF | FLAG_AF

        jcxz    zero
        assert_never
zero:   mov     ecx, 0x1_0000           ; CX is zero, ECX is not
        jecxz   wrong
        jcxz    right
wrong:  assert_never
right:  mov     ecx, 0x1_0001
        a32 loop ecx_counts             ; 0x10000 are left
        assert_never
ecx_counts:
        assert_eq ecx, 0x1_0000
        pass

text:   db      'abcde'
