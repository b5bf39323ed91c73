; An option ROM of 512 bytes that hooks INT 60h and says where it runs. option-rom/scan calls it, and the interrupt.
; PnP BIOS Specification 1.0A, 3.1.

%include "console.inc"

        bits    16
        org     0

        db      0x55, 0xAA, 1
entry:  push    ds
        push    ax
        xor     ax, ax
        mov     ds, ax
        mov     word [0x60 * 4], service
        mov     [0x60 * 4 + 2], cs
        mov     ax, cs
        print   'second in segment '
        print_hex 16, ax
        print   10
        pop     ax
        pop     ds
        retf

service:
        print   'INT 60h', 10
        iret

        times 512 - 1 - ($ - $$) db 0
        db      0x7B                    ; makes the sum of all bytes 0
