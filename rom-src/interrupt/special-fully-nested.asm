; Proves special fully nested mode: while an interrupt of the slave is in service, a more urgent one of the slave
; gets through the master, which holds it back otherwise. Here the clock (IRQ 8) interrupts the handler of the disk
; (IRQ 14). Intel 8259A data sheet (231468), "The Special Fully Nested Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
ICW4_SPECIAL_NESTED equ 0x10

        irq_setup 0x20, 0x28
        set_vector 0x2E, on_disk
        pic_set_masks 0xBEE8
        post    0xA0
        call    ask_disk
        irq_window                      ; fully nested: the clock waits for the disk's EOI

        pic_init 0x20, 0x28, ICW4_8086 | ICW4_SPECIAL_NESTED
        pic_set_masks 0xBEE8
        post    0xA1
        call    ask_disk
        irq_window
        pass

ask_disk:
        mov     dx, 0x1F7               ; IDENTIFY DEVICE: IRQ 14 when the data is there
        mov     al, 0xEC
        out     dx, al
        ret

on_disk:
        post    14
        mov     dx, 0x1F7               ; its status, read, lowers the line
        in      al, dx
        irq_raise IRQ_CLOCK
        irq_window
        post    0xEE
        pic_eoi 14
        iret

        irq_handlers
