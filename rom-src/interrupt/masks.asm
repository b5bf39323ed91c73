; Proves the masks: they read back as written, hold back what asks without forgetting it, and the cascade's holds
; back the whole slave. Intel 8259A data sheet (231468), "Operation Control Word 1".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        mov     bl, 0x5A
        mov     al, bl
        out     PORT_PIC1_DATA, al
        not     al
        out     PORT_PIC2_DATA, al
        in      al, PORT_PIC1_DATA
        assert_eq al, 0x5A
        in      al, PORT_PIC2_DATA
        assert_eq al, 0xA5

        pic_set_masks 0xFFFF
        irq_raise IRQ_TIMER
        irq_raise IRQ_COM1
        irq_raise IRQ_CLOCK
        irq_window
        post    0xE0
        pic_unmask IRQ_COM1
        irq_window
        post    0xE1
        pic_unmask IRQ_CLOCK            ; of no use without the cascade
        irq_window
        post    0xE2
        pic_unmask IRQ_CASCADE
        irq_window
        pic_unmask IRQ_TIMER
        irq_window
        pass

        irq_handlers
