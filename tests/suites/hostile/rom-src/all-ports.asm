; Writes to every port but those that end the run, and reads and writes those below 0x600 at every width.

        org     0
        bits    16

        mov     al, 0
        xor     dx, dx
each:   cmp     dx, 0xF1
        jb      go
        cmp     dx, 0xF4
        jbe     skip
        cmp     dx, 0x4FE
        jb      go
        cmp     dx, 0x501
        jbe     skip
go:     out     dx, al
        cmp     dx, 0x600
        jae     skip
        in      al, dx
        in      ax, dx
        out     dx, ax
        in      eax, dx
        out     dx, eax
skip:   inc     dx
        jnz     each
        hlt
