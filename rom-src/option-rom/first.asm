; An option ROM of 2.5 KiB that says where it runs. option-rom/scan calls it.
; PnP BIOS Specification 1.0A, 3.1: 55 AA, the length in 512 bytes, the entry at offset 3, all bytes add up to 0.

%include "console.inc"

        bits    16
        org     0

        db      0x55, 0xAA, 5
entry:  push    ax
        mov     ax, cs
        print   'first in segment '
        print_hex 16, ax
        print   10
        pop     ax
        retf

        times 5 * 512 - 1 - ($ - $$) db 0
        db      0x8C                    ; makes the sum of all bytes 0
