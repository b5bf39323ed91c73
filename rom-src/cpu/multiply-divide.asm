; Proves the widths and signs of MUL, IMUL, DIV and IDIV. CF and OF after a multiplication say that the upper
; half matters; the other flags, and all flags after a division, are undefined. SDM vol. 2, MUL, IMUL, DIV,
; IDIV.

%include "assert.inc"

        org     0
        bits    16

UPPER   equ     FLAG_CF | FLAG_OF

        mov     al, 0x80
        mov     bl, 2
        mul     bl
        assert_eq ax, 0x0100
        assert_flags UPPER, UPPER
        mov     al, 15
        mov     bl, 17
        mul     bl
        assert_eq ax, 255
        assert_flags UPPER, 0
        mov     ax, 0xFFFF
        mul     ax
        assert_eq dx, 0xFFFE
        assert_eq ax, 0x0001
        assert_flags UPPER, UPPER
        mov     eax, 0x8000_0000
        mov     ebx, 6
        mul     ebx
        assert_eq edx, 3
        assert_eq eax, 0

        mov     al, -2
        mov     bl, 3
        imul    bl
        assert_eq ax, -6
        assert_flags UPPER, 0           ; fits AL
        mov     al, 0x40
        mov     bl, 4
        imul    bl
        assert_eq ax, 0x0100
        assert_flags UPPER, UPPER
        mov     bx, -300
        imul    cx, bx, 100             ; the two-operand forms cut off the upper half
        assert_eq cx, -30000
        assert_flags UPPER, 0
        imul    cx, bx, 200             ; -60000
        assert_eq cx, 5536
        assert_flags UPPER, UPPER
        mov     ecx, -3
        imul    ecx, ecx
        assert_eq ecx, 9

        mov     ax, 261
        mov     bl, 16
        div     bl
        assert_eq al, 16
        assert_eq ah, 5
        mov     dx, 0x0001
        mov     ax, 0x86A0              ; 100000
        mov     bx, 300
        div     bx
        assert_eq ax, 333
        assert_eq dx, 100
        mov     edx, 0x0000_0001
        xor     eax, eax
        mov     ebx, 0x1_0000
        div     ebx
        assert_eq eax, 0x1_0000
        assert_eq edx, 0

; ---- quotients are cut off towards zero, remainders have the dividend's sign
        mov     ax, -7
        cwd
        mov     bx, 2
        idiv    bx
        assert_eq ax, -3
        assert_eq dx, -1
        mov     ax, 7
        cwd
        mov     bx, -2
        idiv    bx
        assert_eq ax, -3
        assert_eq dx, 1
        mov     bl, -1
        mov     ax, -127
        idiv    bl
        assert_eq al, 127
        pass
