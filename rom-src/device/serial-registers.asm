; Proves the registers of the 16550A that drivers probe it by: what reset leaves in them, the divisor behind
; DLAB, the scratch register, MCR's five bits, and the FIFO bits of IIR. PC16550D data sheet, tables "UART
; Reset Configuration" and "Summary of Registers".

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

; ---- after reset
        uart_read UART_IER
        assert_eq al, 0
        uart_read UART_IIR
        assert_eq al, 0x01              ; nothing pending, no FIFOs
        uart_read UART_LCR
        assert_eq al, 0
        uart_read UART_MCR
        assert_eq al, 0
        uart_read UART_LSR
        assert_eq al, LSR_THR_EMPTY | LSR_ALL_SENT

; ---- the divisor latch shares ports with DATA and IER, and nothing else
        uart_write UART_IER, 0x05
        uart_write UART_LCR, LCR_DLAB | LCR_8N1
        uart_write UART_DATA, 0x0C
        uart_write UART_IER, 0x01
        uart_read UART_DATA
        assert_eq al, 0x0C
        uart_read UART_IER
        assert_eq al, 0x01
        uart_read UART_LCR
        assert_eq al, LCR_DLAB | LCR_8N1
        uart_write UART_LCR, LCR_8N1
        uart_read UART_IER
        assert_eq al, 0x05
        uart_write UART_IER, 0xF0       ; the upper half is always zero
        uart_read UART_IER
        assert_eq al, 0

; ---- a byte for the programmer; an 8250 has none
        uart_write UART_SCRATCH, 0x5A
        uart_read UART_SCRATCH
        assert_eq al, 0x5A
        uart_write UART_SCRATCH, 0xA5
        uart_read UART_SCRATCH
        assert_eq al, 0xA5

; ---- MCR has five bits
        uart_write UART_MCR, 0xFF
        uart_read UART_MCR
        assert_eq al, 0x1F
        uart_write UART_MCR, 0
        uart_read UART_MCR
        assert_eq al, 0

; ---- FIFOs that work are what makes it a 16550A
        uart_write UART_FCR, FCR_ENABLE_AND_CLEAR
        uart_read UART_IIR
        assert_eq al, 0xC1
        uart_write UART_FCR, 0
        uart_read UART_IIR
        assert_eq al, 0x01

; ---- LSR and MSR are there to be read
        uart_write UART_LSR, 0xFF
        uart_read UART_LSR
        assert_eq al, LSR_THR_EMPTY | LSR_ALL_SENT
        pass
