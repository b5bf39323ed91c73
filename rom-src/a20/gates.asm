; Proves that A20 has two gates, the 8042's output port and port 0x92: it is open while either opens it, closed when
; both are closed, and then 1 MiB to 2 MiB shows what lies below. IBM PS/2 Hardware Interface Technical Reference,
; "System Control Port A" and "Keyboard and Auxiliary Device Controller", "Output Port".

%include "assert.inc"
%include "keyboard.inc"

%define PORT_A          0x92
%define PORT_A_A20      0x02
%define LOW             0x500           ; and, at FFFF:0510, the same of the second megabyte
%define HIGH            es:0x510

; port_a ON|OFF
%macro port_a 1
        in      al, PORT_A
        and     al, 0xFF & ~(PORT_A_A20 | 1)
        or      al, %1
        out     PORT_A, al
%endmacro
%define OPEN            PORT_A_A20
%define CLOSED          0

; open: both bytes have their own values; closed: the second megabyte shows the first.
%macro is_open 0
        mov     byte [LOW], 0x11
        mov     byte [HIGH], 0x22
        assert_eq byte [LOW], 0x11, 'open'
        assert_eq byte [HIGH], 0x22, 'open'
%endmacro
%macro is_closed 0
        mov     byte [LOW], 0x33
        assert_eq byte [HIGH], 0x33, 'closed'
        mov     byte [HIGH], 0x44
        assert_eq byte [LOW], 0x44, 'closed'
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        mov     ax, 0xFFFF
        mov     es, ax
        in      al, PORT_A
        test    al, PORT_A_A20
        assert_flags FLAG_ZF, 0, 'open at the start'
        is_open
        keyboard_command KEYBOARD_A20_OFF
        is_open                         ; port 0x92 holds it
        port_a  CLOSED
        is_closed
        keyboard_command KEYBOARD_A20_ON
        is_open                         ; the keyboard controller alone
        keyboard_command KEYBOARD_A20_OFF
        is_closed
        port_a  OPEN
        is_open                         ; port 0x92 alone
        port_a  CLOSED
        is_closed

; ---- by the whole output port: what command 0xD0 gave, with bit 1 changed
        keyboard_ask KEYBOARD_READ_OUTPUT
        or      al, OUTPUT_A20 | OUTPUT_RUN
        mov     bl, al
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_write bl
        is_open
        and     bl, 0xFF & ~OUTPUT_A20
        keyboard_command KEYBOARD_WRITE_OUTPUT
        keyboard_write bl
        is_closed
        mov     byte [LOW], 0x55        ; for the case
        port_a  OPEN
        mov     byte [HIGH], 0x66
        pass
