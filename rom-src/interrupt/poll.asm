; Proves the poll command: the next read gives bit 7 and the number of the highest request and takes it into
; service, without an interrupt; without a request bit 7 is 0. Intel 8259A data sheet (231468), "Poll Command".

%include "irq.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
OCW3_POLL       equ 0x0C

; poll PORT, WANTED
%macro poll 2
        mov     al, OCW3_POLL
        out     %1, al
        in      al, %1
        assert_eq al, %2
%endmacro

        irq_setup 0x20, 0x28
        mov     al, OCW3_POLL
        out     PORT_PIC1, al
        in      al, PORT_PIC1
        and     al, 0x80
        assert_eq al, 0, 'nothing asks'

        irq_raise IRQ_COM1
        irq_raise IRQ_CLOCK
        poll    PORT_PIC1, 0x82         ; the cascade
        poll    PORT_PIC2, 0x80         ; which is input 0 of the slave
        pic_read_isr
        assert_eq ax, 0x0104, 'taken into service'
        mov     al, OCW3_POLL           ; 4 is below what is in service
        out     PORT_PIC1, al
        in      al, PORT_PIC1
        and     al, 0x80
        assert_eq al, 0
        pic_eoi IRQ_CLOCK
        poll    PORT_PIC1, 0x84
        sti                             ; all are taken: no interrupt comes
        times 4 nop
        cli
        pic_eoi IRQ_COM1
        pic_read_isr
        assert_eq ax, 0
        pass

        irq_handlers
