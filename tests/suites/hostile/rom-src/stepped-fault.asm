; A triple fault that does not come where the ROM sees that it is single-stepped (TF in what INT pushed): then it never
; ends. The registers are lost, the verdict is not.

        org     0
        bits    16
        jmp     start
        times 0x20 * 4 - ($ - $$) db 0
        dw      handler, 0

start:  mov     sp, 0x7000
        int     0x20
        hlt
handler:
        mov     bp, sp
        test    word [bp + 4], 1 << 8
stuck:  jnz     stuck
        lidt    [nowhere]
        int3

nowhere:
        dw      0, 0, 0
