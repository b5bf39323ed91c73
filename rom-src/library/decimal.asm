; Proves print_dec of console.inc: each width, its largest number and zero, from registers and from memory, and
; that it changes no register and no flag.

%include "assert.inc"

        org     0
        bits    16

        xor     sp, sp
        mov     eax, 4_294_967_295
        print_dec 8, al
        print   ' '
        print_dec 16, ax
        print   ' '
        print_dec 32, eax
        print   ' '
        print_dec 16, [number]
        print   ' '

        mov     ecx, 0x1234_5678
        xor     ebx, ebx                ; ZF
        stc
        print_dec 32, ecx
        assert_flags FLAG_CF | FLAG_ZF, FLAG_CF | FLAG_ZF
        assert_eq ecx, 0x1234_5678
        assert_eq eax, 0xFFFF_FFFF
        assert_eq ebx, 0
        assert_sp 0
        print   ' '
        print_dec 8, bl
        print   10
        pass

number: dw      1000
