; Proves the rotating EOI: the input that was served gets the lowest priority, so others that wait come before it.
; Intel 8259A data sheet (231468), "Automatic Rotation (Equal Priority Devices)".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
OCW2_ROTATE_EOI equ 0xA0

        irq_setup 0x20, 0x28
        set_vector 0x20, rotating_0
        set_vector 0x21, rotating_1
        irq_raise IRQ_TIMER
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_COM1
        mov     cx, 1                   ; the timer asks again from its handler
        irq_window
        times 4 nop
        irq_raise IRQ_TIMER             ; which is the lowest now
        irq_raise IRQ_KEYBOARD
        irq_raise IRQ_COM1
        irq_window
        pass

rotating_0:
        post    0
        irq_lower IRQ_TIMER
        jcxz    end_0
        dec     cx
        irq_raise IRQ_TIMER
end_0:  mov     al, OCW2_ROTATE_EOI
        out     PORT_PIC1, al
        iret

rotating_1:
        post    1
        irq_lower IRQ_KEYBOARD
        mov     al, OCW2_ROTATE_EOI
        out     PORT_PIC1, al
        iret

        irq_handlers
