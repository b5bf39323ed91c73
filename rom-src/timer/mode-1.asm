; Proves mode 1: a rising gate starts the count, OUT is low until it is over; a gate that falls does not matter,
; and one that rises starts it again. Intel 82C54 data sheet (231244), "Mode 1: Hardware Retriggerable One-Shot".

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
        gate2   0
        pit_program 2, PIT_MODE_ONE_SHOT, 200
        in      al, PORT_PIT_GATE
        out2    1
        gate2   1
        in      al, PORT_PIT_GATE
        out2    0
        gate2   0                       ; falls: it counts on
        mov     cx, 50
some:   in      al, PORT_PIT_GATE
        loop    some
        out2    0
        count2  100, 160
        gate2   1                       ; again from the start
        in      al, PORT_PIT_GATE
        count2  180, 200
        mov     cx, 250
rest:   in      al, PORT_PIT_GATE
        loop    rest
        out2    1
        pass
