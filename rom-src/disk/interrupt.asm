; Proves when INTRQ comes, on IRQ 14 with a handler that reads Status, which takes it: once for each block of a
; read, once behind each block of a write, once for a command without data, also for one that fails.
; ATA/ATAPI-6 (T13 1410D) 9.5, 9.6 (PIO data-in and data-out), 7.15 (reading Status clears the interrupt).

%include "disk/sectors.inc"
%include "pic.inc"
%include "ivt.inc"

; assert_interrupts COUNT: since the last time
%macro assert_interrupts 1
        sti
        nop
        cli
        assert_eq word [interrupts], %1, 'interrupts'
        mov     word [interrupts], 0
%endmacro

        sector_boot
        pic_init 0x20, 0x28
        set_vector 0x2E, on_disk
        pic_unmask IRQ_ATA

; ---- a read of two sectors: before each

        ata_issue_lba ATA_READ_SECTORS, 10, 2
        assert_interrupts 1
        ata_sector_in BUFFER
        assert_interrupts 1
        ata_sector_in BUFFER
        assert_interrupts 0
        assert_sector BUFFER, 11

; ---- a write of two: the first is wanted without

        ata_issue_lba ATA_WRITE_SECTORS, 20, 2
        assert_interrupts 0
        mov     ax, 0x2020
        call    sector_out
        assert_interrupts 1
        call    sector_out
        assert_interrupts 1

; ---- two blocks of a READ MULTIPLE

        ata_issue ATA_SET_MULTIPLE, ATA_DEVICE_LBA, 2, 0, 0, 0
        assert_interrupts 1
        ata_issue_lba ATA_READ_MULTIPLE, 30, 4
        assert_interrupts 1
        ata_sector_in BUFFER
        assert_interrupts 0
        ata_sector_in BUFFER
        assert_interrupts 1
        ata_sector_in BUFFER
        ata_sector_in BUFFER
        assert_interrupts 0

; ---- no data, and errors

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        assert_interrupts 1
        ata_issue_lba ATA_READ_SECTORS, DISK_SECTORS, 1
        assert_interrupts 1
        ata_out ATA_STATUS, 0xFF
        assert_interrupts 1

; ---- HLT waits for it

        ata_out ATA_STATUS, ATA_FLUSH_CACHE
        sti
        hlt
        cli
        assert_eq word [interrupts], 1
        pass

on_disk:
        push    ax
        push    dx
        inc     word [interrupts]
        ata_in  ATA_STATUS
        pic_eoi IRQ_ATA
        pop     dx
        pop     ax
        iret

; A sector of words AX.
sector_out:
        mov     dx, PORT_ATA
        mov     cx, 256
.word:  out     dx, ax
        loop    .word
        ret

interrupts:
        dw      0
