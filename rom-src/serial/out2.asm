; Proves that OUT2 is the gate between the UART and IRQ 4, as on IBM's adapter: without it the UART's interrupt is there
; for IIR and reaches no controller. IBM PC/AT Technical Reference, "Serial/Parallel Adapter", "Modem Control Register"
; (OUT2 enables the interrupt); PC16550D data sheet, "Modem Control Register".

%include "assert.inc"
%include "pic.inc"
%include "serial.inc"

; irr_is BITS
%macro irr_is 1
        pic_read_irr
        assert_eq ax, %1
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pic_init 0x20, 0x28
        uart_write UART_IER, IER_TRANSMITTED
        irr_is  0
        uart_write UART_MCR, MCR_OUT2
        irr_is  1 << IRQ_COM1
        uart_write UART_MCR, MCR_DTR | MCR_RTS | MCR_OUT1
        irr_is  0                               ; the line fell before anybody served it
        uart_is UART_IIR, IIR_TRANSMITTED
        uart_write UART_DATA, '.'
        irr_is  0
        uart_write UART_MCR, MCR_OUT2
        irr_is  1 << IRQ_COM1
        uart_is UART_IIR, IIR_TRANSMITTED
        irr_is  0                               ; IIR took it
        pass
