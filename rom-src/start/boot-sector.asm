; Proves what a BIOS promises a boot sector: loaded at 0000:7C00 with its signature, and the drive's number in
; DL.

%include "console.inc"

        org     0x7C00
        bits    16

        cli
        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7C00              ; the stack grows down from the sector
        mov     [drive], dl
        print   'booted from drive '
        print_hex 8, [drive]
        print   10
        call    here
here:   pop     bx                      ; a pushed address is how a boot sector asks where it is
        sub     bx, here
        hlt

drive:  db      0

        times 510 - ($ - $$) db 0
        dw      0xAA55
