; Proves the stack of real mode: it grows down and wraps at 64 KiB, immediates are sign-extended, PUSH SP
; pushes the old value (an 8086 pushes the new one), POP to memory and to segment registers, and PUSHFD. SDM
; vol. 1, "Stacks"; vol. 2, PUSH, POP.

%include "assert.inc"

        org     0
        bits    16

        assert_sp 0
        push    word 0x1234             ; at FFFE
        assert_sp 0xFFFE
        pop     ax
        assert_eq ax, 0x1234
        assert_sp 0

        mov     sp, 0x7000
        push    sp
        pop     ax
        assert_eq ax, 0x7000
        push    byte -2
        pop     ax
        assert_eq ax, 0xFFFE
        push    dword 0x1122_3344
        pop     bx
        pop     cx
        assert_eq bx, 0x3344
        assert_eq cx, 0x1122

        push    word 0x5A5A
        pop     word [variable]
        assert_eq word [variable], 0x5A5A
        push    word 0x0500
        pop     es
        mov     ax, es
        assert_eq ax, 0x0500
        push    es
        pop     fs
        mov     ax, fs
        assert_eq ax, 0x0500

        push    word 0x0007
        mov     bp, sp
        inc     word [bp]               ; BP finds what was pushed
        pop     ax
        assert_eq ax, 8
        mov     sp, 0x6000
        mov     word [0x6000], 0x5FF0
        pop     sp                      ; SP is what was popped, not two more
        assert_sp 0x5FF0

        xor     al, al
        stc
        pushfd                          ; AF is not defined after XOR
        pop     eax
        and     al, ~FLAG_AF & 0xFF
        assert_eq eax, FLAG_FIXED | FLAG_CF | FLAG_ZF | FLAG_PF
        pass

variable:
        dw      0
