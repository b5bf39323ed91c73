; Proves the modem's interrupt: each of the four inputs raises IRQ 4 when it changes, RI only when it goes off; reading
; MSR takes it. The inputs are the outputs of MCR, by loopback. PC16550D data sheet, "Modem Status Register", "Modem
; Control Register", bit 4.

%include "assert.inc"
%include "ivt.inc"
%include "pic.inc"
%include "serial.inc"

; changes MCR, MSR: to these outputs; one interrupt shows this status.
%macro changes 2
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2 | %1
        nop
        inc     cx
        assert_eq bp, cx
        assert_eq bl, %2
%endmacro

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        xor     bp, bp                          ; interrupts so far
        xor     cx, cx                          ; and so many should it be
        pic_init 0x20, 0x28
        set_vector 0x24, on_uart
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2
        uart_read UART_MSR
        uart_write UART_IER, IER_MODEM
        pic_unmask IRQ_COM1
        sti
        changes MCR_RTS, 0x91                   ; CTS, and it changed; DCD is OUT2
        changes 0, 0x81
        changes MCR_DTR, 0xA2                   ; DSR
        changes MCR_DTR | MCR_RTS, 0xB1
        changes 0, 0x83                         ; both
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2 | MCR_OUT1
        nop
        assert_eq bp, cx, 'RI going on is no interrupt'
        uart_is UART_MSR, 0xC0
        changes 0, 0x84                         ; it going off is
        cli
        uart_is UART_IIR, IIR_NONE
        pass

on_uart:
        push    ax
        push    dx
        inc     bp
        uart_is UART_IIR, 0
        uart_read UART_MSR
        mov     bl, al
        uart_is UART_IIR, IIR_NONE
        pic_eoi IRQ_COM1
        pop     dx
        pop     ax
        iret
