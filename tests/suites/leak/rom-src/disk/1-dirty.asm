; Ends with sectors written, sixteen sectors a block, a small native geometry, interrupts off, and half of a sector
; handed over.

%include "ata.inc"

        bits    16
        org     0

        mov     ax, 0x5555
        ata_issue_lba ATA_WRITE_SECTORS, 1, 2
        call    give
        call    give
        ata_issue_lba ATA_SET_MULTIPLE, 0, 16
        ata_issue ATA_INITIALIZE, ATA_DEVICE_CHS | 3, 5, 0, 0, 0
        ata_out ATA_CONTROL, ATA_NO_INTERRUPTS | 0x80
        ata_issue_lba ATA_WRITE_SECTORS, 4, 1
        mov     cx, 128
        mov     dx, PORT_ATA
        mov     ax, 0x6666
.half:  out     dx, ax
        loop    .half
        hlt

give:   mov     cx, 256
        mov     dx, PORT_ATA
        mov     ax, 0x5555
.next:  out     dx, ax
        loop    .next
        ret
