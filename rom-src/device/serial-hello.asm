; Proves that the usual way to print on COM1 works: set 115200 8N1, switch the FIFOs on, raise DTR and RTS,
; wait for the transmitter before each byte and for the last bit at the end. The divisor's bytes must not come
; out as text.

%include "serial.inc"

        org     0
        bits    16

        uart_write UART_IER, 0
        uart_write UART_LCR, LCR_DLAB
        uart_write UART_DATA, 1         ; 115200 baud
        uart_write UART_IER, 0
        uart_write UART_LCR, LCR_8N1
        uart_write UART_FCR, FCR_ENABLE_AND_CLEAR
        uart_write UART_MCR, MCR_DTR | MCR_RTS

        mov     si, text
next_byte:
        cs lodsb
        test    al, al
        jz      drain
        mov     ah, al
wait_for_room:
        uart_read UART_LSR
        test    al, LSR_THR_EMPTY
        jz      wait_for_room
        uart_write UART_DATA, ah
        jmp     next_byte

drain:  uart_read UART_LSR
        test    al, LSR_ALL_SENT
        jz      drain
        hlt

text:   db      'Hello, serial line!', 13, 10, 0
