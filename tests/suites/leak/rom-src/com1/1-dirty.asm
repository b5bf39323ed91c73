; Ends with input in the FIFO, interrupts enabled, another divisor, another format, in loopback, with DLAB set.

%include "serial.inc"

        bits    16
        org     0

        serial_init 3
        mov     cx, 100
.wait:  uart_read UART_LSR
        loop    .wait
        uart_write UART_SCRATCH, 0x5A
        uart_write UART_FCR, FCR_ENABLE | FCR_TRIGGER_14
        uart_write UART_IER, 0x0F
        uart_write UART_MCR, 0x1F
        uart_write UART_DATA, 'l'
        uart_write UART_LCR, 0xDF
        uart_write UART_DATA, 0x77
        uart_write UART_IER, 0x66
        hlt
