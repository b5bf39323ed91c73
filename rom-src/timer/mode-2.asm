; Proves mode 2: the count goes down and starts again, OUT is low for one tick of each period; a low gate sets OUT
; high and holds, a rising one starts from the top. A new count comes with the next period. Intel 82C54 data sheet
; (231244), "Mode 2: Rate Generator".

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
        pit_program 2, PIT_MODE_RATE, 1000
        out2    1
        mov     bx, 0                   ; how often it started again within 4000 ticks, some
        mov     cx, 700
        mov     dx, 1000
look:   pit_latch 2
        cmp     ax, 1000
        ja      wrong
        cmp     ax, 1
        jb      wrong
        cmp     ax, dx
        jbe     down
        inc     bx
down:   mov     dx, ax
        loop    look
        assert_eq bx, 2, 'periods of 1000 ticks in 700 times three accesses'
        gate2   0
        out2    1
        pit_latch 2
        mov     bx, ax
        pit_latch 2
        assert_eq ax, bx, 'held'
        gate2   1
        in      al, PORT_PIT_GATE
        count2  990, 1000
        mov     al, 0x20                ; 32 from the next period on
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        count2  980, 1000
        mov     cx, 1000
        in      al, PORT_PIT_GATE
rest:   in      al, PORT_PIT_GATE
        loop    rest
        count2  1, 32
        pass
wrong:  assert_never 'a count from 1 to 1000'
