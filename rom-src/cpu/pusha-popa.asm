; Proves the order of PUSHA (AX CX DX BX SP BP SI DI, SP as it was before) and that POPA skips SP. SDM vol. 2,
; PUSHA, POPA.

        org     0
        bits    16

        mov     sp, 0x7000
        mov     ax, 0xA0A1
        mov     cx, 0xC0C1
        mov     dx, 0xD0D1
        mov     bx, 0xB0B1
        mov     bp, 0xBABB
        mov     si, 0x5051
        mov     di, 0xD1D2
        pusha
        mov     word [0x6FF6], 0x1111   ; POPA must not take this for SP
        mov     word [0x6FFE], 0x2222   ; but this for AX
        xor     cx, cx
        xor     dx, dx
        xor     bx, bx
        xor     bp, bp
        xor     si, si
        xor     di, di
        popa
        hlt
