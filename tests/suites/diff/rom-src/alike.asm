; Arithmetic, strings, a call, a software interrupt, a fault with a handler, output: nothing here is open to
; interpretation, so every engine does the same.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7c00
        mov     word [0x40 * 4], service
        mov     [0x40 * 4 + 2], ax
        mov     word [6 * 4], undefined
        mov     [6 * 4 + 2], ax
        mov     cx, 100
        xor     bx, bx
sum:    add     bx, cx
        loop    sum
        mov     si, text
        mov     di, 0x600
        mov     cx, 6
        rep movsb
        mov     si, 0x600
        call    print
        int     0x40
fault:  ud2
        mov     dx, 0x3fb               ; LCR: 8 bits, or else a UART sends 5
        mov     al, 3
        out     dx, al
        mov     dx, 0x3f8
        mov     al, 's'
        out     dx, al
        imul    eax, ebx, 12345
        shl     eax, 3                  ; leaves AF open
        hlt

print:  lodsb
        test    al, al
        jz      .end
        out     0xe9, al
        jmp     print
.end:   ret

service:
        inc     bp
        iret

undefined:
        push    bp
        mov     bp, sp
        add     word [bp + 2], 2        ; behind UD2
        pop     bp
        iret

text:   db      "hello", 0

        times 510 - ($ - $$) db 0
        dw      0xaa55
