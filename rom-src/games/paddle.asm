; A boot-sector game for SeaBIOS and its VGA BIOS in mode 13h, 320 by 200 pixels of a byte at 0xA0000: colour bars,
; and a paddle that A and D move until Escape. Proves mode 13h's memory, pixels by INT 10h (AH = 0Ch, 0Dh), the
; palette's ports between retraces, and the current mode (AH = 0Fh). IBM PS/2 and PC BIOS Interface Technical
; Reference, INT 10h; IBM VGA Technical Reference, "Video DAC".
        bits    16
        org     0x7C00

%include "bios.inc"

%define LINE            320
%define PADDLE          (190 * LINE)
%define LENGTH          32

        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        sti
        mov     ax, 0x0013
        int     0x10
        mov     ah, 0x0F
        int     0x10
        cmp     al, 0x13
        jne     failed
        cmp     ah, 40                  ; columns of text
        jne     failed
        mov     ax, 0xA000
        mov     es, ax
        cld

; ---- bars of 20 pixels down to line 100
        xor     di, di
        mov     dx, 100
line:   xor     al, al
bar:    mov     cx, 20
        rep stosb
        inc     al
        cmp     al, 16
        jb      bar
        dec     dx
        jnz     line

; ---- a palette of our own, written while the picture is not drawn
        mov     dx, 0x3DA
shown:  in      al, dx
        test    al, 8
        jnz     shown
hidden: in      al, dx
        test    al, 8
        jz      hidden
        mov     dx, 0x3C8
        mov     al, 15
        out     dx, al
        inc     dx
        mov     al, 63
        out     dx, al
        out     dx, al
        out     dx, al

; ---- one pixel by the BIOS
        mov     ax, 0x0C2A              ; colour 2Ah
        xor     bx, bx
        mov     cx, 300
        mov     dx, 150
        int     0x10
        mov     ah, 0x0D
        mov     cx, 300
        mov     dx, 150
        int     0x10
        cmp     al, 0x2A
        jne     failed

        mov     bp, 144                 ; where the paddle is
play:   mov     al, 15
        call    draw
        bios_key
        cmp     al, 27
        je      done
        push    ax
        mov     al, 0
        call    draw
        pop     ax
        cmp     al, 'a'
        jne     .right
        sub     bp, 8
.right: cmp     al, 'd'
        jne     play
        add     bp, 8
        jmp     play

done:   mov     al, 0
        out     0xF4, al
failed: mov     al, 1
        out     0xF4, al

; The paddle in colour AL.
draw:   lea     di, [bp + PADDLE]
        mov     cx, LENGTH
        rep stosb
        ret

        boot_signature
