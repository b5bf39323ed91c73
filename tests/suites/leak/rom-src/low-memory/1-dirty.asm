; Fills the first MiB but itself.

        bits    16
        org     0

        mov     eax, 0x5AA5_A55A
        mov     di, end
        mov     cx, (0x1_0000 - 0x100) / 4
        rep stosd
        mov     bx, 0x1000
.next:  mov     es, bx
        xor     di, di
        mov     cx, 0x4000
        rep stosd
        add     bx, 0x1000
        jnz     .next
        hlt

        times 0x100 - ($ - $$) db 0
end:
