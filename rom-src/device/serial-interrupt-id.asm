; Proves what IIR tells when interrupts are enabled in the UART: an empty transmitter is pending as soon as it
; is enabled, reading IIR takes it, and received data goes before it and stays until it is read. PC16550D data
; sheet, table "Interrupt Control Functions".

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

        uart_write UART_MCR, MCR_LOOP
        uart_read UART_MSR              ; whatever switching to loopback changed
        uart_write UART_IER, 0x02
        uart_read UART_IIR
        assert_eq al, 0x02              ; transmitter empty
        uart_read UART_IIR
        assert_eq al, 0x01              ; taken

        uart_write UART_IER, 0x03
        uart_write UART_DATA, 0x42      ; sent and, in loopback, received
        uart_read UART_IIR
        assert_eq al, 0x04              ; received data first
        uart_read UART_IIR
        assert_eq al, 0x04              ; and still
        uart_read UART_DATA
        uart_read UART_IIR
        assert_eq al, 0x02              ; now the transmitter's turn
        uart_read UART_IIR
        assert_eq al, 0x01
        pass
