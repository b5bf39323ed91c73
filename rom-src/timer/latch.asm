; Proves the counter latch command: the count is held until both bytes are read while the counter goes on, and a
; second command before that is ignored. Intel 82C54 data sheet (231244), "Counter Latch Command".

%include "pit.inc"
%include "assert.inc"

; gate2 0|1: the gate of counter 2, speaker off. out2 0|1: its output is that. AL changes.
%macro gate2 1
        mov     al, %1
        out     PORT_PIT_GATE, al
%endmacro
%macro out2 1
        in      al, PORT_PIT_GATE
        and     al, PIT_OUT2
        assert_eq al, (%1) * PIT_OUT2
%endmacro
; count2 LEAST, MOST: what counter 2 shows. AX changes.
%macro count2 2
        pit_latch 2
        cmp     ax, %1
        jb      %%wrong
        cmp     ax, %2
        jbe     %%right
%%wrong:
        print   'count is '
        print_dec 16, ax
        assert_never
%%right:
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        gate2   1
        pit_program 2, PIT_MODE_RATE, 0
        in      al, PORT_PIT_GATE
        mov     al, 0x80
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT + 2
        mov     bl, al
        mov     cx, 600                 ; the upper byte changes meanwhile, twice
some:   in      al, PORT_PIT_GATE
        loop    some
        mov     al, 0x80                ; ignored
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT + 2
        assert_eq al, 0xFF, 'the upper byte as it was latched'
        pit_latch 2
        assert_eq ah, 0xFD, 'and what it is now'
        pass
