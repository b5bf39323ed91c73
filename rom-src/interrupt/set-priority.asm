; Proves the set priority command: the input that it names becomes the lowest, the one behind it the highest; and
; the rotating specific EOI, which does both. Intel 8259A data sheet (231468), "Specific Rotation (Specific
; Priority)".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
OCW2_SET_PRIORITY equ 0xC0
OCW2_ROTATE_SPECIFIC equ 0xE0

        irq_setup 0x20, 0x28
        mov     al, OCW2_SET_PRIORITY | 3
        out     PORT_PIC1, al
        irq_raise IRQ_TIMER
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_COM1
        irq_raise IRQ_CLOCK
        irq_window                      ; from 4 on: 4, 0, 1, 2

        set_vector 0x24, rotating_4
        irq_raise IRQ_COM1
        irq_window
        irq_raise IRQ_COM1
        irq_raise IRQ_CLOCK
        irq_raise IRQ_KEYBOARD
        irq_window                      ; 4 is the lowest now
        pass

rotating_4:
        post    4
        irq_lower IRQ_COM1
        mov     al, OCW2_ROTATE_SPECIFIC | 4
        out     PORT_PIC1, al
        iret

        irq_handlers
