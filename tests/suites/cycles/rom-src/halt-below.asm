; Proves that a HLT costs the same below the page of the boot sector as in it: all low RAM is one memory slot.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     byte [0x600], 0xF4      ; HLT
        jmp     0:0x600
