; Proves the console where the case has it (DX), at every width, and that it reads 0xE9. A port of 8 bits takes the byte
; that reaches it; one of 16 both of a word, low first. doc/devices.md, "Debug, POST and exit ports".

        org     0
        bits    16

        mov     al, 'a'
        out     dx, al
        mov     ax, 'bc'
        out     dx, ax
        mov     eax, 'defg'
        out     dx, eax
        mov     si, text
        mov     cx, 3
        rep outsb
        mov     cx, 2
        rep outsw
        mov     al, 10
        out     dx, al
        in      al, dx
        mov     bl, al
        in      ax, dx
        mov     cx, ax
        in      eax, dx
        hlt

text:   db      'hijklmn'
