; A boot-sector game for SeaBIOS and its VGA BIOS, as hobbyists write them: a snake in text mode. Proves what they
; live by: INT 10h for mode, cursor and text, INT 16h for keys, INT 1Ah for the pace, direct writes to 0xB8000, the
; retrace of 0x3DA, the speaker, and the timer's counter for a colour by chance. IBM PS/2 and PC BIOS Interface
; Technical Reference, INT 10h, 16h, 1Ah.
        bits    16
        org     0x7C00

%include "bios.inc"

%define ROW             160             ; bytes
%define WALL            0xDB
%define BODY            'o'
%define APPLE           '*'
%define TRAIL           0x8000          ; a ring of cells, the snake's body

        jmp     0:start
start:  xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        mov     ax, 0xB800
        mov     es, ax
        mov     ax, 0x0003
        int     0x10
        bios_print 'Snake. A key starts it.'
        bios_key
        mov     ax, 0x0003
        int     0x10
        mov     ah, 0x01                ; no cursor
        mov     cx, 0x2000
        int     0x10

; ---- walls, the first apple, a snake of three
        cld
        mov     ax, 0x0700 | WALL
        xor     di, di
        mov     cx, 80
        rep stosw
        mov     di, 24 * ROW
        mov     cx, 80
        rep stosw
        mov     di, ROW
        mov     cx, 23
side:   mov     [es:di], ax
        mov     [es:di + ROW - 2], ax
        add     di, ROW
        loop    side
        mov     di, 12 * ROW + 40 * 2
        call    apple
        mov     bp, 2                   ; the direction: to the right
        xor     si, si                  ; the head's place in the ring
        mov     cx, 3                   ; its length
        mov     bx, 12 * ROW + 37 * 2
grow:   add     bx, bp
        call    head
        cmp     si, 2 * 3
        jb      grow
        dec     cx                      ; the tail is erased from here on

; ---- a step for each tick of the clock
step:   push    cx
        mov     ah, 0
        int     0x1A
        mov     di, dx
tick:   mov     ah, 0
        int     0x1A
        cmp     dx, di
        je      tick
        pop     cx
        mov     dx, 0x3DA
retrace:
        in      al, dx
        test    al, 8
        jz      retrace
        bios_key_poll
        jz      move
        bios_key
        cmp     ah, 0x50                ; cursor down
        jne     move
        mov     bp, ROW

move:   in      al, 0x61                ; quiet
        and     al, 0xFC
        out     0x61, al
        add     bx, bp
        mov     al, [es:bx]
        cmp     al, WALL
        je      over
        cmp     al, BODY
        je      over
        push    ax
        call    head
        pop     ax
        cmp     al, APPLE
        je      eat
        mov     di, si                  ; the tail: as many cells behind the head as it is long
        sub     di, cx
        sub     di, cx
        sub     di, 2
        and     di, 0x3FF
        mov     di, [TRAIL + di]
        mov     word [es:di], 0x0720
        jmp     step

eat:    inc     cx
        inc     byte [score]
        mov     al, 0xB6                ; a tone
        out     0x43, al
        mov     ax, 1193182 / 880
        out     0x42, al
        mov     al, ah
        out     0x42, al
        in      al, 0x61
        or      al, 3
        out     0x61, al
        mov     di, bx
        call    apple
        jmp     step

over:   push    ds
        pop     es
        mov     bp, text
        mov     cx, text_end - text
        mov     dx, 0x021E              ; row and column
        mov     bx, 0x0004
        mov     ax, 0x1300
        int     0x10
        mov     al, 0
        out     0xF4, al

; The head goes to cell BX.
head:   mov     byte [es:bx], BODY
        mov     byte [es:bx + 1], 0x0A
        mov     [TRAIL + si], bx
        add     si, 2
        and     si, 0x3FF
        ret

; An apple five cells to the right of DI, in a colour that the timer's counter chooses.
apple:  in      al, 0x40
        and     al, 7
        or      al, 8
        mov     ah, al
        mov     al, APPLE
        mov     [es:di + 10], ax
        ret

text:   db      'Game over: '
score:  db      '0'
text_end:

        boot_signature
