; Proves the receiver's FIFO: sixteen characters come back in order, the seventeenth is lost and tells so; without
; FIFOs the second destroys the first; switching the FIFOs and clearing them throws away what waits. PC16550D data
; sheet, "FIFO Control Register", "Line Status Register", bit 1.

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP

; ---- one character's room
        uart_write UART_DATA, 1
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY
        uart_write UART_DATA, 2
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_OVERRUN
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY, 'reading LSR takes the overrun'
        uart_is UART_DATA, 2, 'the last one'
        uart_is UART_LSR, LSR_IDLE

; ---- sixteen
        uart_write UART_FCR, FCR_ENABLE
        mov     bl, 0x30
        mov     cx, 16
fill:   uart_write UART_DATA, bl
        inc     bl
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY
        loop    fill
        uart_write UART_DATA, 0xEE
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_OVERRUN
        uart_write UART_DATA, 0xEF
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_OVERRUN, 'and another'
        mov     bl, 0x30
        mov     cx, 16
take:   uart_is UART_DATA, bl
        inc     bl
        loop    take
        uart_is UART_LSR, LSR_IDLE, 'the seventeenth is lost'

; ---- what empties it
        uart_write UART_DATA, 3
        uart_write UART_FCR, FCR_ENABLE | FCR_CLEAR_RECEIVER
        uart_is UART_LSR, LSR_IDLE, 'FCR bit 1'
        uart_write UART_DATA, 4
        uart_write UART_FCR, FCR_ENABLE
        uart_is UART_DATA, 4, 'that bit clears itself'
        uart_write UART_DATA, 5
        uart_write UART_FCR, FCR_CLEAR_RECEIVER | FCR_TRIGGER_14
        uart_is UART_LSR, LSR_IDLE, 'switching them off'
        uart_is UART_IIR, IIR_NONE, 'and the other bits count only with bit 0'
        uart_write UART_DATA, 6
        uart_write UART_FCR, FCR_CLEAR_RECEIVER
        uart_is UART_DATA, 6, 'nor is there anything to clear'
        uart_write UART_DATA, 7
        uart_write UART_FCR, FCR_ENABLE
        uart_is UART_LSR, LSR_IDLE, 'switching them on'
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        pass
