; Writes to every port but those that end the run (exit and reset: 0xF4, 0x501, 0x64, 0x92), and reads and writes
; those below 0x600 at every width.

        org     0
        bits    16

        mov     al, 0
        xor     dx, dx
each:   cmp     dx, 0x61                ; a dword reaches three ports further
        jb      go
        cmp     dx, 0x64
        jbe     skip
        cmp     dx, 0x8F
        jb      go
        cmp     dx, 0x92
        jbe     skip
        cmp     dx, 0xF1
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
