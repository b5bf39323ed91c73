; Proves mode 3: OUT is high for half of the period and low for the other, and the count goes down by two, twice in
; each period. Intel 82C54 data sheet (231244), "Mode 3: Square Wave Mode".

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
        pit_program 2, PIT_MODE_SQUARE, 2000
        in      al, PORT_PIT_GATE
        out2    1
        count2  1950, 2000
        pit_latch 2
        mov     bx, ax
        mov     cx, 100                 ; 100 us are 119 ticks
some:   in      al, PORT_PIT_GATE
        loop    some
        pit_latch 2
        sub     bx, ax
        cmp     bx, 220
        jb      wrong
        cmp     bx, 260
        ja      wrong
        mov     cx, 800
        in      al, PORT_PIT_GATE
half:   in      al, PORT_PIT_GATE
        loop    half
        out2    0                       ; behind 1000 ticks
        mov     cx, 800
rest:   in      al, PORT_PIT_GATE
        loop    rest
        out2    1                       ; and behind 2000
        gate2   0
        out2    1
        pass
wrong:  assert_never 'by two'
