; String instructions under REP: each round is a step (SDM vol. 1, 18.3.1.4: a trap comes behind each).
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     si, text
        mov     di, 0x600
        mov     cx, 3
copy:   rep movsb
        mov     si, text
        mov     cx, 3
        mov     dx, 0xe9
print:  rep outsb
none:   rep stosb
        mov     bx, 1
        hlt

text:   db      "abc"

        times 510 - ($ - $$) db 0
        dw      0xaa55
