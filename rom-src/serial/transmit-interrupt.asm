; Proves that a text goes out by interrupts alone: IRQ 4 comes when the transmitter is enabled and after each byte, and
; not any more when its interrupt is disabled. PC16550D data sheet, "FIFO Interrupt Mode Operation", table "Interrupt
; Control Functions"; IBM PC/AT Technical Reference, "Serial/Parallel Adapter": IRQ 4.

%include "assert.inc"
%include "ivt.inc"
%include "pic.inc"
%include "serial.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        xor     bp, bp                          ; interrupts so far
        pic_init 0x20, 0x28
        set_vector 0x24, on_uart
        serial_init
        mov     si, text
        uart_write UART_MCR, MCR_DTR | MCR_RTS | MCR_OUT2
        uart_write UART_IER, IER_TRANSMITTED
        pic_unmask IRQ_COM1
sleep:  sti
        hlt
        cli
        cmp     si, text_end
        jb      sleep
        assert_eq bp, text_end - text + 1, 'one for each byte, and the one that finds no more'
        sti
        nop
        cli
        assert_eq bp, text_end - text + 1, 'none when it is disabled'
        pass

on_uart:
        push    ax
        push    dx
        inc     bp
        uart_is UART_IIR, IIR_FIFOS | IIR_TRANSMITTED
        cmp     si, text_end
        je      .enough
        lodsb
        mov     dx, PORT_COM1
        out     dx, al
        jmp     .done
.enough:
        uart_write UART_IER, 0
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
.done:  pic_eoi IRQ_COM1
        pop     dx
        pop     ax
        iret

text:   db      'sent by interrupts', 13, 10
text_end:
