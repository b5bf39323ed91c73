; Lets the keyboard and COM1 interrupt, and reads neither ever: each has one edge for it and then nothing to wait for.

%include "storm.inc"
%include "serial.inc"

        storm_begin
        pic_init 0x20, 0x28
        pic_unmask IRQ_KEYBOARD
        pic_unmask IRQ_COM1
        uart_write UART_MCR, MCR_OUT2
        uart_write UART_IER, IER_RECEIVED
        sti
again:  hlt
        jmp     again
