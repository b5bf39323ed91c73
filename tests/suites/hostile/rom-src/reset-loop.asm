; Resets the CPU in each way in turn as the first thing it does after a reset, without end.

        bits    16
        org     0

start:  xor     ax, ax
        mov     ds, ax
        inc     word [0x500]
        test    word [0x500], 3
        jz      keyboard
        test    word [0x500], 1
        jz      fast
        mov     dx, 0xCF9
        mov     al, 2
        out     dx, al
        mov     al, 6
        out     dx, al
fast:   mov     al, 2
        out     0x92, al
        inc     ax
        out     0x92, al
keyboard:
        mov     al, 0xFE
        out     0x64, al
        jmp     start

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     near start
        times 0x10000 - ($ - $$) db 0xFF
