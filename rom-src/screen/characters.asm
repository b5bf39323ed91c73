; Shows all 256 characters of code page 437, sixteen in a row with a blank between, in every attribute: `screen` and
; `screen-match` of the cases compare the text alone.
; IBM VGA Technical Reference, "Alphanumeric Modes"; code page 437 with the glyphs of the PC's character generator.

%include "vga.inc"

        bits    16
        org     0x7C00

        vga_clear 0x1E
        mov     ax, VGA_TEXT >> 4
        mov     es, ax
        xor     ax, ax                          ; AL the character, AH an attribute
        xor     di, di
row:    mov     cx, 16
cell:   mov     ah, al
        mov     [es:di], ax
        add     di, 4
        inc     al
        loop    cell
        add     di, 160 - 64
        test    al, al
        jnz     row
        vga_print 17, 4, VGA_REVERSE, 0xC9, 0xCD, ' end ', 0xCD, 0xBB
        vga_print 24, 79, VGA_NORMAL, '.'
        hlt
