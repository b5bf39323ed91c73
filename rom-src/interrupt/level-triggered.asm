; Proves the edge/level register of the chipset: an input that is triggered by level asks again after its EOI as
; long as its line is high, one that is triggered by an edge does not. 82371SB (PIIX3) data sheet, ELCR1.

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
PORT_ELCR1      equ 0x4D0

        irq_setup 0x20, 0x28
        set_vector 0x24, keeps_line
        mov     bx, 3
        irq_raise IRQ_COM1
        irq_window                      ; an edge: once
        irq_lower IRQ_COM1
        post    0xEE

        mov     dx, PORT_ELCR1
        mov     al, 1 << IRQ_COM1
        out     dx, al
        in      al, dx
        assert_eq al, 1 << IRQ_COM1
        irq_raise IRQ_COM1
        irq_window                      ; a level: until the handler lowers it
        pass

keeps_line:
        post    4
        dec     bx
        jnz     still_high
        irq_lower IRQ_COM1
still_high:
        pic_eoi IRQ_COM1
        iret

        irq_handlers
