; Proves the receiver by interrupt: what comes is sent back, and between the bytes the CPU sleeps, until no more can
; come. PC16550D data sheet, "FIFO Interrupt Mode Operation".

%include "ivt.inc"
%include "serial.inc"

%define BUFFER          0x8000

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        pic_init 0x20, 0x28
        set_vector 0x24, serial_isr
        serial_init
        serial_receive_on BUFFER
sleep:  sti
        hlt
        cli
take:   call    serial_next
        jc      sleep
        mov     ah, al
        serial_put ah
        jmp     take

        serial_receiver BUFFER
