; Moves every segment of shadow RAM in and out without end, and writes to each in between.

        bits    16
        org     0

start:  xor     esi, esi
next:   mov     eax, 0x8000_0058
        mov     dx, 0xCF8
        out     dx, eax
        mov     dx, 0xCFC
        mov     eax, esi
        out     dx, eax
        mov     eax, 0x8000_005C
        mov     dx, 0xCF8
        out     dx, eax
        mov     dx, 0xCFC
        mov     eax, esi
        out     dx, eax
        add     esi, 0x1357_9BDF
        mov     ax, 0xC000
piece:
        mov     ds, ax
        mov     [0x10], esi
        mov     ebx, [0x20]
        add     ax, 0x400
        jnc     piece
        jmp     next

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     near start
        times 0x10000 - ($ - $$) db 0xFF
