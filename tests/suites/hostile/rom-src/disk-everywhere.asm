; Writes one sector in each 16 KiB of a disk of 8 GB, as far as it gets.

        org     0x10_0000
        bits    32

%include "ata.inc"

        xor     ebx, ebx
next:   mov     eax, ebx
        mov     cl, 1
        mov     esi, next
        call    ata_write
        add     ebx, 32
        jmp     next

        ata_routines
