; Proves what `image: read-only` and `image: writable` mean for an image that is loaded at 0: the ROM patches
; the operand of its next instruction. In RAM, the default, the new one runs (SDM vol. 3, "Handling Self- and
; Cross-Modifying Code": a jump in between); in ROM nothing changed.

        org     0
        bits    16

        mov     byte [patched + 1], 0x22
        jmp     patched
patched:
        mov     al, 0x11                ; B0 11
        mov     ah, [patched + 1]
        hlt
        times 0x1000 - ($ - $$) db 0
