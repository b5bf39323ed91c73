; Shows the disk's registers, what it says of itself, and the first word of each sector.

%include "show.inc"
%include "ata.inc"

        bits    16
        org     0

%assign n 1
%rep 7
        show_port PORT_ATA + n
%assign n n + 1
%endrep
        show_port ATA_CONTROL
        mov     dx, PORT_ATA
        in      ax, dx
        show    'data', 16, ax
        ata_issue_lba ATA_IDENTIFY, 0, 0
        mov     cx, 256
        mov     dx, PORT_ATA
        xor     bx, bx
.sum:   in      ax, dx
        rol     bx, 1
        add     bx, ax
        loop    .sum
        show    'identity', 16, bx
        mov     bl, 0
.next:  ata_issue ATA_READ_SECTORS, ATA_DEVICE_LBA, 1, bl, 0, 0
        mov     cx, 256
        mov     dx, PORT_ATA
        in      ax, dx
        show    'sector', 16, ax
        dec     cx
.rest:  in      ax, dx
        loop    .rest
        inc     bl
        cmp     bl, 8
        jb      .next
        hlt
