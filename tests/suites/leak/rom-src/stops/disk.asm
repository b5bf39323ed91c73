; Writes two sectors far from each other, of which its budget allows one.

%include "ata.inc"

        bits    16
        org     0

        ata_issue_lba ATA_WRITE_SECTORS, 1, 1
        call    give
        ata_issue_lba ATA_WRITE_SECTORS, 100, 1
        call    give
        hlt

give:   mov     cx, 256
        mov     dx, PORT_ATA
.next:  out     dx, ax
        loop    .next
        ret
