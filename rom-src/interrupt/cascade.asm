; Proves that an interrupt of the slave is in service in both controllers, and that each wants an EOI of its own:
; the slave's alone leaves the master's input 2 in service, which holds back all of the slave and what is below.
; Intel 8259A data sheet (231468), "Cascade Mode".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        irq_setup 0x20, 0x28
        set_vector 0x28, slave
        irq_raise IRQ_CLOCK
        irq_window
        pass

slave:  post    8
        pic_read_isr
        assert_eq ax, 0x0104, 'both have it in service'
        irq_lower IRQ_CLOCK
        mov     al, OCW2_EOI
        out     PORT_PIC2, al
        pic_read_isr
        assert_eq ax, 0x0004, 'the master still has'
        irq_raise IRQ_CLOCK
        irq_raise IRQ_COM1              ; below input 2
        irq_raise IRQ_TIMER             ; above it
        irq_window                      ; the timer alone
        post    0xEE
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        pic_read_isr
        assert_eq ax, 0, 'nothing is in service'
        set_vector 0x28, irq_8
        irq_window                      ; the slave, then COM1
        post    0xFF
        iret

        irq_handlers
