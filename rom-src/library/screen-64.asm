; Proves vga.inc in 64-bit mode: a screen cleared in a colour, and text at its first and in its last cells. Registers
; and flags stay.

%include "assert.inc"
%include "vga.inc"

        org     0x10_0000
        bits    64

        mov     rdi, -2
        std
        vga_clear VGA_REVERSE
        vga_print 0, 0, VGA_NORMAL, 'Top'
        vga_print 24, 77, VGA_BRIGHT, 'End'
        assert_flags FLAG_DF, FLAG_DF
        assert_eq rdi, -2
        pass
