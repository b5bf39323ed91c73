; The same dialogue by interrupts: the ROM halts until IRQ 4 brings a byte, so nothing but the answer to its prompt
; can wake it. PC16550D data sheet, "Interrupt Identification Register"; Intel 8259A data sheet.
        bits    16
        org     0

%include "ports.inc"
%include "serial.inc"
%include "ivt.inc"

%define BUFFER 0x8000

        jmp     start
        reserve_ivt

start:  xor     sp, sp
        set_vector 0x24, serial_isr
        serial_init
        pic_init 0x20, 0x28
        serial_receive_on BUFFER
        serial_print 'login: '
        mov     ah, 'r'
        call    get
        mov     ah, 'o'
        call    get
        mov     ah, 13
        call    get
        serial_print 13, 10, 'Welcome', 13, 10, '# '
        mov     ah, 'x'
        call    get
        exit    0

; Waits for the byte in AH, and echoes it; another one ends the ROM.
get:    cli                             ; no byte comes between the look and the HLT
        call    serial_next
        jnc     .come
        sti                             ; takes effect behind the HLT
        hlt
        jmp     get
.come:  sti
        cmp     al, ah
        jne     .other
        serial_put ah
        ret
.other: exit    1

        serial_receiver BUFFER
