; Proves print_dec of console.inc in 64-bit mode.

%include "assert.inc"

        org     0x10_0000
        bits    64

        mov     rbx, 0xFFFF_FFFF_0000_0063
        print_dec 8, bl
        print   ' '
        print_dec 32, ebx
        print   ' '
        print_dec 32, [rel number]
        print   10
        mov     rax, 0xFFFF_FFFF_0000_0063
        assert_eq rbx, rax
        pass

number: dd      4_000_000_000
