; Proves special mask mode: an input in service that is masked holds back no lower one; without the mode it does.
; Intel 8259A data sheet (231468), "Special Mask Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
OCW3_SPECIAL_MASK equ 0x68
OCW3_NO_SPECIAL_MASK equ 0x48

        irq_setup 0x20, 0x28
        set_vector 0x21, in_service
        irq_raise IRQ_KEYBOARD
        irq_window
        pass

in_service:
        post    1
        irq_lower IRQ_KEYBOARD
        irq_raise IRQ_COM1
        pic_mask IRQ_KEYBOARD
        irq_window                      ; masked and in service: 4 waits
        post    0xEE
        mov     al, OCW3_SPECIAL_MASK
        out     PORT_PIC1, al
        irq_window                      ; now 4 comes
        mov     al, OCW3_NO_SPECIAL_MASK
        out     PORT_PIC1, al
        irq_raise IRQ_COM1
        irq_window                      ; and waits again
        post    0xFF
        pic_unmask IRQ_KEYBOARD
        pic_specific_eoi IRQ_KEYBOARD
        iret

        irq_handlers
