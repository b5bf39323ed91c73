; Proves the UART's self-test: with MCR.LOOP nothing leaves the chip, a byte sent is a byte received, and the
; four modem outputs come back as the four modem inputs, with their delta bits. PC16550D data sheet, "Modem
; Control Register", bit 4.

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP
        uart_read UART_MSR
        and     al, 0xF0
        assert_eq al, 0                 ; no output on, no input on
        uart_read UART_MSR
        assert_eq al, 0                 ; reading cleared the deltas

        uart_write UART_MCR, MCR_LOOP | MCR_RTS
        uart_read UART_MSR
        assert_eq al, 0x11              ; CTS, and that it changed
        uart_write UART_MCR, MCR_LOOP | MCR_DTR
        uart_read UART_MSR
        assert_eq al, 0x23              ; DSR; DSR and CTS changed
        uart_write UART_MCR, MCR_LOOP | MCR_OUT1
        uart_read UART_MSR
        assert_eq al, 0x42              ; RI going on is no delta, only its trailing edge is
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2
        uart_read UART_MSR
        assert_eq al, 0x8C              ; DCD; it changed, and RI went off

        uart_write UART_DATA, 0x42
        uart_read UART_LSR
        assert_eq al, LSR_THR_EMPTY | LSR_ALL_SENT | LSR_DATA_READY
        uart_read UART_DATA
        assert_eq al, 0x42
        uart_read UART_LSR
        assert_eq al, LSR_THR_EMPTY | LSR_ALL_SENT

        uart_write UART_MCR, 0
        uart_write UART_DATA, '.'       ; and out of the chip again
        pass
