; Proves the read-back command: counts and states of several counters at once, the state before the count; the
; state has OUT, the null count flag and the control word. Intel 82C54 data sheet (231244), "Read-Back Command".

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
        pit_program 0, PIT_MODE_RATE, 1000
        mov     al, 0xB4                ; counter 2: both bytes, mode 2, and no count yet
        out     PORT_PIT_CONTROL, al
        mov     al, 0xC0 | 0x0A         ; count and state of 0 and 2
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT
        assert_eq al, 0xB4, 'state of 0: OUT high, counting, two bytes, mode 2'
        in      al, PORT_PIT + 2
        assert_eq al, 0xF4, 'of 2: no count'
        in      al, PORT_PIT
        mov     bl, al
        in      al, PORT_PIT
        mov     bh, al
        mov     cx, 50
some:   in      al, PORT_PIT_GATE
        loop    some
        cmp     bx, 1000
        ja      wrong
        cmp     bx, 980
        jb      wrong
        mov     al, 0xD2                ; count of 0 alone (bit 4: no state)
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT
        mov     dl, al
        in      al, PORT_PIT
        mov     dh, al
        cmp     dx, bx
        jae     wrong
        pass
wrong:  assert_never 'the count of 0'
