; Proves which bits of the 16550A's registers are there, with all values of each: all of the scratch register, LCR and
; the divisor, four of IER, five of MCR; and that MSR shows a modem that is ready. PC16550D data sheet, table "Summary
; of Registers".

%include "assert.inc"
%include "serial.inc"

; keeps OFFSET, MASK: every value is written, and read back in these bits, the others as 0.
%macro keeps 2
        mov     bx, 0xFF
%%next: uart_write %1, bl
        mov     bh, bl
        and     bh, %2
        uart_is %1, bh
        sub     bl, 1
        jnc     %%next
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        keeps   UART_SCRATCH, 0xFF
        keeps   UART_MCR, 0x1F
        uart_write UART_MCR, 0
        uart_read UART_MSR                      ; what loopback changed
        uart_is UART_MSR, 0xB0, 'DCD, DSR and CTS'
        keeps   UART_IER, 0x0F
        uart_write UART_IER, 0
        keeps   UART_LCR, 0xFF
        uart_write UART_LCR, LCR_DLAB
        keeps   UART_DATA, 0xFF                 ; the divisor, low
        keeps   UART_IER, 0xFF                  ; and high
        uart_write UART_DATA, 0x34
        uart_write UART_IER, 0x12
        uart_write UART_LCR, LCR_8N1
        uart_is UART_IER, 0, 'DLAB hid it'
        uart_write UART_LCR, LCR_DLAB
        uart_is UART_DATA, 0x34
        uart_is UART_IER, 0x12
        uart_write UART_LCR, LCR_8N1
        uart_is UART_LSR, LSR_IDLE
        pass
