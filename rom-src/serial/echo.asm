; Proves the receiver by polling: what comes is sent back, BX bytes of it, none lost, doubled or out of order; the
; cases say what comes. With CX not 0 without FIFOs. PC16550D data sheet, "Receiver Buffer Register", "FIFO Polled Mode
; Operation".

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        serial_init
        jcxz    next
        uart_write UART_FCR, 0
next:   serial_get
        mov     ah, al
        serial_put ah
        dec     bx
        jnz     next
        mov     cx, 100
after:  serial_poll
        jz      none
        assert_never 'one more'
none:   loop    after
        pass
