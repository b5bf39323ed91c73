; Proves vga.inc in real mode: a screen cleared in a colour, and text at its first and in its last cells. Registers
; and flags stay.

%include "assert.inc"
%include "vga.inc"

        org     0
        bits    16

        xor     sp, sp
        mov     ax, 0x1234
        mov     es, ax
        mov     di, 0x5678
        std
        vga_clear VGA_REVERSE
        vga_print 0, 0, VGA_NORMAL, 'Top'
        vga_print 24, 77, VGA_BRIGHT, 'End'
        assert_flags FLAG_DF, FLAG_DF
        assert_eq di, 0x5678
        mov     ax, es
        assert_eq ax, 0x1234
        pass
