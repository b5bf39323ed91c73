; Proves the routines of serial_receiver (serial.inc) with a handler that the ROM calls itself: three bytes in
; loopback come out in their order, a break's line status is taken, the handler leaves nothing pending and keeps
; registers, and 255 bytes fit.

%include "assert.inc"
%include "serial.inc"
%include "ivt.inc"

%define BUFFER 0x8000

        org     0
        bits    16

        reserve_ivt
        xor     sp, sp
        set_vector 0x24, serial_isr
        serial_init
        pic_init 0x20, 0x28
        serial_receive_on BUFFER
        uart_write UART_MCR, MCR_LOOP
        call    serial_next
        assert_flags FLAG_CF, FLAG_CF, 'nothing at first'

        serial_put 'a'
        serial_put 'b'
        uart_write UART_LCR, LCR_8N1 | LCR_BREAK
        uart_write UART_LCR, LCR_8N1
        mov     ax, 0x1234
        mov     bx, 0x5678
        mov     dx, 0x9ABC
        mov     cx, 0x4000
        mov     ds, cx                  ; as if it came anywhere
        int     0x24
        mov     cx, ds
        assert_eq cx, 0x4000
        xor     cx, cx
        mov     ds, cx
        assert_eq ax, 0x1234
        assert_eq bx, 0x5678
        assert_eq dx, 0x9ABC
        assert_sp 0
        uart_read UART_IIR
        assert_eq al, 0xC1
        uart_read UART_LSR
        assert_eq al, LSR_THR_EMPTY | LSR_ALL_SENT

        call    serial_next
        assert_flags FLAG_CF, 0
        assert_eq al, 'a'
        call    serial_next
        assert_eq al, 'b'
        call    serial_next
        assert_eq al, 0
        call    serial_next
        assert_flags FLAG_CF, FLAG_CF, 'all is taken'

        mov     cx, 255
fill:   serial_put cl
        int     0x24
        loop    fill
        mov     cx, 255
empty:  call    serial_next
        assert_flags FLAG_CF, 0
        assert_eq al, cl
        dec     cx
        jnz     empty
        call    serial_next
        assert_flags FLAG_CF, FLAG_CF
        pass

        serial_receiver BUFFER
