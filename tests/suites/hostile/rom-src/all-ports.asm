; Reads and writes every port but those that end the run; BX says how wide.

        org     0
        bits    16

        xor     dx, dx
each:   cmp     dx, 0xF1
        jb      go
        cmp     dx, 0xF4
        jbe     skip
        cmp     dx, 0x4FE
        jb      go
        cmp     dx, 0x501
        jbe     skip
go:     cmp     bx, 1
        jb      byte_
        je      word_
        in      eax, dx
        out     dx, eax
        jmp     skip
word_:  in      ax, dx
        out     dx, ax
        jmp     skip
byte_:  in      al, dx
        out     dx, al
skip:   inc     dx
        jnz     each
        hlt
