; Proves counts of one byte: with the low byte alone the upper one is 0, with the upper byte alone the low one is,
; and reads give that byte each time. Intel 82C54 data sheet (231244), "Control Word Format", "Read Operations".

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
        mov     al, 0x94                ; low byte, mode 2
        out     PORT_PIT_CONTROL, al
        mov     al, 100
        out     PORT_PIT + 2, al
        mov     cx, 300
low:    in      al, PORT_PIT + 2
        cmp     al, 1
        jb      wrong
        cmp     al, 100
        ja      wrong
        loop    low

        mov     al, 0xA0                ; upper byte, mode 0
        out     PORT_PIT_CONTROL, al
        mov     al, 0x10
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        in      al, PORT_PIT + 2
        assert_eq al, 0x0F              ; 1000h is 0FFF within a tick
        mov     cx, 500
some:   in      al, PORT_PIT_GATE
        loop    some
        in      al, PORT_PIT + 2
        assert_eq al, 0x0D
        in      al, PORT_PIT + 2
        assert_eq al, 0x0D, 'never the other byte'
        pass
wrong:  assert_never 'a count of one byte'
