; Proves the receiver's timeout: fewer characters than the trigger level interrupt after four character times in which
; none came and none was read; reading one takes it and starts it anew; an empty FIFO has none, nor has a UART without
; FIFOs. PC16550D data sheet, "FIFO Interrupt Mode Operation".

%include "assert.inc"
%include "pic.inc"
%include "pit.inc"
%include "serial.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        pic_init 0x20, 0x28
        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2
        uart_write UART_IER, IER_RECEIVED

; ---- without FIFOs: received data at once, and no timeout
        uart_write UART_DATA, 'a'
        uart_is UART_IIR, IIR_RECEIVED
        pit_wait_us 1000
        uart_is UART_IIR, IIR_RECEIVED
        uart_is UART_DATA, 'a'

; ---- with FIFOs
        uart_write UART_FCR, FCR_ENABLE_AND_CLEAR | FCR_TRIGGER_8
        uart_write UART_DATA, 'b'
        uart_write UART_DATA, 'c'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        pit_wait_us 1000
        pic_read_irr
        assert_eq ax, 1 << IRQ_COM1
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT, 'IIR does not take it'
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT, 'nor does LSR'
        uart_is UART_DATA, 'b'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE, 'reading does'
        pic_read_irr
        assert_eq ax, 0
        pit_wait_us 1000
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT, 'for the other'
        uart_is UART_DATA, 'c'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        pit_wait_us 1000
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE, 'none for an empty FIFO'

; ---- clearing the FIFO
        uart_write UART_FCR, FCR_ENABLE | FCR_TRIGGER_4
        uart_write UART_DATA, 'd'
        pit_wait_us 1000
        uart_is UART_IIR, IIR_FIFOS | IIR_TIMEOUT
        uart_write UART_FCR, FCR_ENABLE_AND_CLEAR
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE, 'clearing the FIFO takes it'
        pic_read_irr
        assert_eq ax, 0
        pass
