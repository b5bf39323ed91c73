; Proves string instructions across the end of memory: REP MOVSB out of nowhere gives all ones, into nowhere
; is lost, and a dword that lies half in RAM reads half of each.

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
        mov     fs, ax
        xor     ax, ax
        mov     es, ax
        mov     si, 0x10                ; FFFF:0010 is 1 MiB
        mov     di, 0x8000
        mov     cx, 6
        rep movsb

        mov     ds, ax                  ; the other way round
        mov     ax, 0xFFFF
        mov     es, ax
        mov     si, 0x8000
        mov     di, 0x10
        mov     cx, 3
        rep movsw
        mov     bx, di

        mov     di, 0x08                ; over the edge: two dwords into RAM, one behind it
        mov     eax, 0x11223344
        mov     cx, 3
        rep stosd
        mov     eax, [fs:0x0E]          ; two bytes RAM, two bytes nothing
        hlt
