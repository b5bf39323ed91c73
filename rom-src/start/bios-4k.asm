; Proves that a BIOS may be as small as a page: 4 KiB at 0xFFFFF000, mirrored at 0xFF000, offsets 0xF000 to
; 0xFFFF of the F segment. What lies below the image in that segment is ordinary memory.

%include "console.inc"

        org     0xF000
        bits    16

start:  xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     ax, 0xF000
        mov     ds, ax
        mov     byte [0xEFFF], 0x77     ; the byte below the mirror: RAM
        mov     byte [0xF000], 0x77     ; its first byte: ROM
        mov     bl, [0xEFFF]
        mov     bh, [0xF000]
        print   'BIOS in one page', 10
        hlt

        times 0xFF0 - ($ - $$) db 0xFF
reset_vector:
        jmp     0xF000:start
        times 0x1000 - ($ - $$) db 0xFF
