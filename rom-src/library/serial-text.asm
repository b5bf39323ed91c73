; Proves the polled half of serial.inc: text on COM1, and in loopback a byte put is a byte got. serial_print
; changes no register and no flag.

%include "assert.inc"
%include "serial.inc"

        org     0
        bits    16

        xor     sp, sp
        serial_init 3
        uart_read UART_IIR
        assert_eq al, 0xC1              ; FIFOs on, nothing pending
        mov     ax, 0x1234
        mov     si, 0x5678
        stc
        serial_print 'Hello, serial line!', 13, 10
        assert_flags FLAG_CF, FLAG_CF
        assert_eq ax, 0x1234
        assert_eq si, 0x5678
        assert_sp 0

        serial_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'nothing has come'
        uart_write UART_MCR, MCR_LOOP
        serial_put 'a'
        mov     ah, 'b'
        serial_put ah
        serial_poll
        assert_flags FLAG_ZF, 0, 'something has come'
        serial_get
        assert_eq al, 'a'
        serial_get
        assert_eq al, 'b'
        serial_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'all is taken'
        pass
