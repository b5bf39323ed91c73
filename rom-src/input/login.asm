; A login on COM1, polled, as a terminal at the other end meets it. What comes before its question is thrown away,
; as a program does that flushes the receiver first: only who waits for the prompt gets in. Asks again after a
; wrong answer, with the same prompts. PC16550D data sheet, "Line Status Register": DR tells of a byte.
        bits    16
        org     0

%include "ports.inc"
%include "serial.inc"

        jmp     start
        times 0x400 - ($ - $$) db 0
name:   times 64 db 0
word_:  times 64 db 0

start:  xor     sp, sp
        cld
        serial_init
ask:    call    hush
        serial_print 'login: '
        mov     di, name
        mov     bl, 1
        call    read_line
        call    hush
        serial_print 'Password: '
        mov     di, word_
        mov     bl, 0
        call    read_line
        mov     si, name
        mov     di, good_name
        mov     cx, good_end - good_name
        call    compare
        jne     wrong
        mov     si, word_
        mov     di, good_word
        mov     cx, good_word_end - good_word
        call    compare
        jne     wrong
        serial_print 'Welcome', 13, 10
        exit    0
wrong:  serial_print 'Login incorrect', 13, 10
        jmp     ask

good_name:
        db      'root', 0
good_end:
good_word:
        db      'toor', 0
good_word_end:

compare:
        repe cmpsb
        ret

; Whatever comes within some 2 ms: a port access takes 1 us.
hush:   mov     cx, 1000
.next:  serial_poll
        jz      .none
        uart_read UART_DATA
.none:  loop    .next
        ret

; A line up to its carriage return, to ES:DI with a 0 behind it; BL: echo.
read_line:
        serial_get
        cmp     al, 13
        je      .end
        stosb
        mov     ah, al
        test    bl, bl
        jz      read_line
        serial_put ah
        jmp     read_line
.end:   mov     byte [di], 0
        serial_print 13, 10
        ret
