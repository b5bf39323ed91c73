; Proves that a 128 KiB BIOS is whole: 0xFFFE0000 to 4 GiB, and mirrored at 0xE0000 to 0xFFFFF. The code lies
; in the lower half (the E segment), data and the reset vector in the upper one.

%include "console.inc"

        org     0
        bits    16

start:  xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     ax, 0xF000
        mov     ds, ax
        mov     ebx, [0]                ; the first bytes of the upper half
        mov     ax, 0xE000
        mov     ds, ax
        mov     edx, [mark]             ; and some of the lower half
        print   'BIOS in the E segment', 10
        hlt

mark:   db      'LOW '

        times 0x10000 - ($ - $$) db 0xFF
        db      'HIGH'
        times 0x1FFF0 - ($ - $$) db 0xFF
reset_vector:
        jmp     0xE000:start
        times 0x20000 - ($ - $$) db 0xFF
