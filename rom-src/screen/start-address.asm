; Scrolls the screen by the CRTC's start address: 204 rows of text fill the 32 KiB, and the row that BX chooses is at
; the top. Behind the end of the memory the screen goes on at its beginning. The cases give BX.
; IBM VGA Technical Reference, CRT controller: "Start Address High, Low" (in characters, in text modes).

%include "assert.inc"
%include "vga.inc"

        bits    16
        org     0x7C00

        xor     sp, sp
        mov     bp, bx
        mov     ax, VGA_TEXT >> 4
        mov     es, ax
        xor     bx, bx                          ; row
        xor     di, di
row:    mov     ax, bx
        mov     cl, 100
        div     cl
        mov     ch, ah
        call    digit
        mov     al, ch
        aam
        xchg    al, ah
        call    digit
        mov     al, ah
        call    digit
        add     di, 160 - 6
        inc     bx
        cmp     bx, 204
        jne     row

        mov     bx, bp
        vga_crtc_write VGA_START_HIGH, bh
        vga_crtc_write VGA_START_LOW, bl
        vga_crtc_read VGA_START_HIGH
        assert_eq al, bh
        vga_crtc_read VGA_START_LOW
        assert_eq al, bl
        pass

; The digit AL at ES:DI.
digit:  mov     dl, al
        add     dl, '0'
        mov     [es:di], dl
        add     di, 2
        ret
