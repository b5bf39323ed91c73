; Proves the order in which IIR shows the interrupts of the UART, all of them pending at once: line status, received
; data or its timeout, transmitter, modem; and what takes each. PC16550D data sheet, table "Interrupt Control
; Functions".

%include "assert.inc"
%include "pit.inc"
%include "serial.inc"

%define ALL (IER_RECEIVED | IER_TRANSMITTED | IER_LINE_STATUS | IER_MODEM)

        org     0
        bits    16

        mov     sp, 0x7000

; ---- without FIFOs: a second character overruns the first
        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP
        uart_read UART_MSR
        uart_write UART_MCR, MCR_LOOP | MCR_RTS
        uart_write UART_DATA, 'a'
        uart_write UART_DATA, 'b'
        uart_is UART_IIR, IIR_NONE, 'none is enabled'
        uart_write UART_IER, ALL
        uart_is UART_IIR, IIR_LINE_STATUS
        uart_is UART_IIR, IIR_LINE_STATUS, 'reading IIR does not take it'
        uart_is UART_LSR, LSR_IDLE | LSR_OVERRUN | LSR_DATA_READY
        uart_is UART_IIR, IIR_RECEIVED
        uart_is UART_IIR, IIR_RECEIVED
        uart_is UART_DATA, 'b'
        uart_is UART_IIR, IIR_TRANSMITTED
        uart_is UART_IIR, 0, 'IIR took the transmitter: the modem'
        uart_is UART_IIR, 0
        uart_is UART_MSR, 0x11, 'CTS'
        uart_is UART_IIR, IIR_NONE

; ---- with FIFOs: a character, and behind it a break, which nobody reads for a while
        uart_write UART_IER, 0
        uart_write UART_FCR, FCR_ENABLE_AND_CLEAR | FCR_TRIGGER_14
        uart_write UART_DATA, 'c'
        uart_write UART_LCR, LCR_8N1 | LCR_BREAK
        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP | MCR_DTR
        pit_wait_us 1000
        uart_write UART_IER, ALL
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT, 'the break is not yet on top'
        uart_is UART_DATA, 'c'
        uart_is UART_IIR, IIR_FIFOS | IIR_LINE_STATUS, 'now it is'
        uart_is UART_LSR, LSR_IDLE | LSR_BREAK | LSR_FRAMING | LSR_DATA_READY | LSR_FIFO_ERROR
        uart_is UART_IIR, IIR_FIFOS | IIR_TRANSMITTED
        uart_is UART_IIR, IIR_FIFOS, 'the modem'
        uart_is UART_MSR, 0x23, 'DSR; CTS went'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        pit_wait_us 1000
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT, 'it still waits'
        uart_is UART_DATA, 0
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE

; ---- writing to the transmitter takes its interrupt as well, until it is empty again
        uart_write UART_MCR, MCR_LOOP
        uart_read UART_MSR
        uart_write UART_IER, 0
        uart_write UART_IER, IER_TRANSMITTED
        uart_is UART_IIR, IIR_FIFOS | IIR_TRANSMITTED, 'enabling it raises it'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        uart_write UART_DATA, 'd'
        uart_is UART_IIR, IIR_FIFOS | IIR_TRANSMITTED
        pass
