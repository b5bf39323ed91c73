; Shows the registers of COM1, then its divisor.

%include "show.inc"
%include "serial.inc"

        bits    16
        org     0

%assign n 1
%rep 7
        show_port PORT_COM1 + n
%assign n n + 1
%endrep
        show_port PORT_COM1
        uart_write UART_LCR, LCR_DLAB
        show_port PORT_COM1
        show_port PORT_COM1 + 1
        hlt
