; Proves break, framing and parity errors as far as loopback gives them: a break is a character of zeros without a stop
; bit, with a wrong parity bit where that should be one; in the FIFO an error belongs to its character and shows when
; that is on top. And the word length cuts characters. PC16550D data sheet, "Line Status Register", bits 2 to 4 and 7,
; "Line Control Register", bits 0, 1, 3, 4 and 6.

%include "assert.inc"
%include "serial.inc"

; break_with BITS: so many beside the break bit of LCR.
%macro break_with 1
        uart_write UART_LCR, (%1)
        uart_write UART_LCR, (%1) | LCR_BREAK
        uart_write UART_LCR, (%1)
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        uart_write UART_MCR, MCR_LOOP

; ---- a break, without FIFOs
        break_with LCR_8N1
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_BREAK | LSR_FRAMING
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY, 'reading LSR takes the errors'
        uart_is UART_DATA, 0
        break_with LCR_8N1 | LCR_PARITY
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_BREAK | LSR_FRAMING | LSR_PARITY, 'odd'
        uart_is UART_DATA, 0
        break_with LCR_8N1 | LCR_PARITY | LCR_EVEN
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_BREAK | LSR_FRAMING, 'even'
        uart_is UART_DATA, 0
        uart_is UART_LSR, LSR_IDLE

; ---- nothing is sent while LCR sends the break
        uart_write UART_LCR, LCR_8N1 | LCR_BREAK
        uart_write UART_DATA, 'x'
        uart_read UART_LSR
        uart_is UART_DATA, 0
        uart_is UART_LSR, LSR_IDLE
        uart_write UART_LCR, LCR_8N1

; ---- in the FIFO, between two good ones
        uart_write UART_FCR, FCR_ENABLE
        uart_write UART_DATA, 'a'
        break_with LCR_8N1
        uart_write UART_DATA, 'b'
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_FIFO_ERROR, 'somewhere behind'
        uart_is UART_DATA, 'a'
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY | LSR_FIFO_ERROR | LSR_BREAK | LSR_FRAMING, 'on top'
        uart_is UART_DATA, 0
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY
        uart_is UART_DATA, 'b'
        uart_is UART_LSR, LSR_IDLE

; ---- parity that is right is no error, and 5 to 8 bits are what is left of a character
        mov     si, lengths
length: mov     ah, [si]
        uart_write UART_LCR, ah
        uart_write UART_DATA, 0xFF
        uart_is UART_LSR, LSR_IDLE | LSR_DATA_READY
        uart_is UART_DATA, [si + 1]
        add     si, 2
        cmp     si, lengths_end
        jb      length
        pass

lengths:
        db      0x00, 0x1F
        db      0x01, 0x3F
        db      0x02, 0x7F
        db      0x03, 0xFF
        db      0x02 | LCR_PARITY, 0x7F
        db      0x03 | LCR_PARITY | LCR_EVEN, 0xFF
        db      0x07, 0xFF                      ; two stop bits
lengths_end:
