; Proves the null count flag: set by the control word and by each count, cleared when it is loaded; in mode 2 that
; is at the end of the period. Intel 82C54 data sheet (231244), "Read-Back Command", figure 14.

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
        mov     al, 0xB4
        out     PORT_PIT_CONTROL, al
        pit_status 2
        and     al, 0x40
        assert_eq al, 0x40, 'after the control word'
        mov     al, 200
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        pit_status 2
        and     al, 0x40
        assert_eq al, 0, 'loaded'
        mov     al, 100
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        pit_status 2
        and     al, 0x40
        assert_eq al, 0x40, 'the period is not over'
        mov     cx, 200
some:   in      al, PORT_PIT_GATE
        loop    some
        pit_status 2
        and     al, 0x40
        assert_eq al, 0
        pass
