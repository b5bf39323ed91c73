; Proves the receiver's four trigger levels, 1, 4, 8 and 14: with one character less no interrupt, with as many IRQ 4
; and IIR 4, which go when one is read; and that FCR's clearing takes all. PC16550D data sheet, "FIFO Control Register",
; bits 6 and 7, "FIFO Interrupt Mode Operation".

%include "assert.inc"
%include "pic.inc"
%include "serial.inc"

; irq_is HIGH: what the UART asks of the interrupt controller.
%macro irq_is 1
        pic_read_irr
        assert_eq ax, (%1) << IRQ_COM1
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pic_init 0x20, 0x28
        uart_write UART_LCR, LCR_8N1
        uart_write UART_MCR, MCR_LOOP | MCR_OUT2
        uart_write UART_IER, IER_RECEIVED
        mov     si, levels
each:   mov     ah, [si]                        ; FCR
        uart_write UART_FCR, ah
        movzx   cx, byte [si + 1]
        mov     bl, 0
        dec     cx
        jz      .full
.fill:  uart_write UART_DATA, bl
        inc     bl
        irq_is  0
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        dec     cx
        jnz     .fill
.full:  uart_write UART_DATA, bl
        irq_is  1
        uart_is UART_IIR, IIR_FIFOS | IIR_RECEIVED
        uart_write UART_DATA, 0x99
        uart_is UART_DATA, 0
        irq_is  1                               ; as many as the level again
        uart_read UART_DATA
        irq_is  0
        uart_is UART_IIR, IIR_FIFOS | IIR_NONE
        uart_write UART_DATA, 0x98
        irq_is  1
        mov     al, [si]
        or      al, FCR_CLEAR_RECEIVER
        mov     dx, PORT_COM1 + UART_FCR
        out     dx, al
        irq_is  0
        uart_is UART_LSR, LSR_IDLE, 'nothing is left'
        add     si, 2
        cmp     si, levels_end
        jb      each
        pass

levels: db      FCR_ENABLE, 1
        db      FCR_ENABLE | FCR_TRIGGER_4, 4
        db      FCR_ENABLE | FCR_TRIGGER_8, 8
        db      FCR_ENABLE | FCR_TRIGGER_14, 14
levels_end:
