; Proves the read-back command: it latches counts and states of several counters, each until it is read, the state
; before the count; a second one changes nothing that is latched; the state has OUT, the null count flag and the control
; word. Intel 82C54 data sheet (231244), "Read-Back Command", "Status Byte".

%include "pit.inc"
%include "assert.inc"

; read_back WHAT | COUNTERS. AL changes.
%define COUNTS                  0xD0            ; and no states
%define STATES                  0xE0
%define BOTH                    0xC0
%define ON_0                    0x02
%define ON_2                    0x08
%macro read_back 1
        mov     al, %1
        out     PORT_PIT_CONTROL, al
%endmacro
; word_of COUNTER: two reads, into AX.
%macro word_of 1
        in      al, PORT_PIT + (%1)
        mov     ah, al
        in      al, PORT_PIT + (%1)
        xchg    al, ah
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_gate 1
        pit_program 0, PIT_MODE_RATE, 50000
        mov     al, 0xB0                ; channel 2: both bytes, mode 0, and no count yet
        out     PORT_PIT_CONTROL, al
        read_back BOTH | ON_0 | ON_2
        in      al, PORT_PIT
        assert_eq al, 0xB4, 'of 0: OUT high, counting, two bytes, mode 2'
        in      al, PORT_PIT + 2
        assert_eq al, 0x70, 'of 2: OUT low, no count, two bytes, mode 0'
        word_of 2
        word_of 0
        assert_in ax, 49000, 50000
        mov     si, ax
        word_of 0                       ; not latched any more
        assert_in ax, 49000, si
        assert_in ax, 49000, 49999

; ---- what is latched stays

        pit_program 2, PIT_MODE_RATE, 60000
        in      al, PORT_PIT_GATE
        read_back COUNTS | ON_0 | ON_2
        word_of 0
        mov     si, ax
        read_back COUNTS | ON_0 | ON_2  ; 0 anew, 2 is latched
        word_of 0
        mov     di, ax
        assert_in di, 49000, si
        word_of 2
        mov     dx, ax
        word_of 2
        sub     dx, ax                  ; from the first command to now
        sub     si, di                  ; from the first to the second
        assert_in dx, si, 1000, 'the first stays'

        mov     al, 0x98                ; channel 2: low byte, mode 4
        out     PORT_PIT_CONTROL, al
        read_back STATES | ON_2
        mov     al, 100
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        read_back STATES | ON_2
        in      al, PORT_PIT + 2
        assert_eq al, 0xD8, 'as it was without a count'
        read_back STATES | ON_2
        in      al, PORT_PIT + 2
        assert_eq al, 0x98, 'and with it'
        pass
