; Proves that a ROM loaded at 0 starts there in real mode, and that port 1 is the console.

        org     0
        bits    16

        mov     si, text
        mov     cx, text_end - text
say:    lodsb
        out     1, al
        loop    say
        hlt

text:   db      'Hello, ROM!', 10
text_end:
