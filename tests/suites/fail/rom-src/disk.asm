; Writes sector 3 and sector 64 of its disk, which is its own image. The cases that run it expect something else, each
; in one place.

%include "ata.inc"

        org     0
        bits    16

        mov     eax, 3
        mov     cl, 1
        mov     si, first
        call    ata_write
        mov     eax, 64                 ; in another piece of 16 KiB
        mov     cl, 1
        mov     si, second
        call    ata_write
        hlt

        ata_routines

first:  db      'HELLO', 0, 1, 2, 3
        align   512
second: db      0x55, 0xAA
