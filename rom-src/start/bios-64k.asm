; Proves how a 64 KiB BIOS starts: high, below 4 GiB, from memory that cannot be written; a far jump then
; takes it to the mirror below 1 MiB, where it finds itself.

%include "console.inc"

        org     0
        bits    16

WITNESS equ     0x5A

high:   mov     al, [cs:witness]        ; CS base is 0xFFFF0000 until CS is loaded
        mov     byte [cs:witness], 0    ; lost: this is ROM
        mov     ah, [cs:witness]
        jmp     0xF000:low

low:    xor     cx, cx
        mov     ss, cx
        mov     sp, 0x7000
        mov     bl, [cs:witness]        ; the mirror shows the same byte
        print   'BIOS in the F segment', 10
        hlt

witness:
        db      WITNESS

        times 0xFFF0 - ($ - $$) db 0xFF
reset_vector:
        jmp     near high               ; near: CS keeps its base
        times 0xFFF5 - ($ - $$) db 0
        db      '01/01/26'              ; where a BIOS has its date
        times 0x10000 - ($ - $$) db 0xFF
