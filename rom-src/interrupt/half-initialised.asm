; Proves that a controller delivers nothing between ICW1 and the end of its sequence, which an ICW4 that is
; announced and not written is not; and that what asked meanwhile comes then. Intel 8259A data sheet (231468),
; "Initialization Command Words".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        mov     al, ICW1_START
        out     PORT_PIC1, al
        irq_raise IRQ_COM1
        irq_raise IRQ_KEYBOARD
        irq_window
        post    0xE1
        mov     al, 0x20
        out     PORT_PIC1_DATA, al
        irq_window
        post    0xE2
        mov     al, 1 << IRQ_CASCADE
        out     PORT_PIC1_DATA, al
        irq_window
        post    0xE3
        mov     al, ICW4_8086
        out     PORT_PIC1_DATA, al
        irq_window                      ; ICW1 has cleared the mask
        pass

        irq_handlers
