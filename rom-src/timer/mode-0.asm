; Proves mode 0: OUT is low from the control word until the count is over, then high for good; the gate holds the
; count and a new count starts it again. Intel 82C54 data sheet (231244), "Mode 0: Interrupt on Terminal Count".

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
        pit_program 2, PIT_MODE_COUNT, 50
        out2    0
        mov     cx, 60                  ; each read takes more than a tick
wait_end:
        in      al, PORT_PIT_GATE
        test    al, PIT_OUT2
        loopz   wait_end
        out2    1
        count2  65000, 65535            ; it counts on behind 0
        out2    1

        pit_program 2, PIT_MODE_COUNT, 5000
        gate2   0
        pit_latch 2
        mov     bx, ax
        mov     cx, 100
hold:   in      al, PORT_PIT_GATE
        loop    hold
        pit_latch 2
        assert_eq ax, bx, 'the gate holds the count'
        out2    0
        gate2   1
        count2  4800, 4999
        mov     al, 100                 ; a new count, low byte: it stops
        out     PORT_PIT + 2, al
        pit_latch 2
        mov     bx, ax
        pit_latch 2
        assert_eq ax, bx, 'stopped between the bytes'
        mov     al, 0
        out     PORT_PIT + 2, al
        count2  80, 100
        out2    0
        pass
