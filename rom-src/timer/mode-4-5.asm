; Proves modes 4 and 5: OUT is high but for one tick at the end of the count, once; a count starts it in mode 4,
; the gate in mode 5. Intel 82C54 data sheet (231244), "Mode 4: Software Triggered Strobe", "Mode 5".

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
        pit_program 2, PIT_MODE_STROBE, 300
        out2    1
        in      al, PORT_PIT_GATE
        count2  280, 300
        mov     cx, 300
some:   in      al, PORT_PIT_GATE
        loop    some
        out2    1
        count2  65000, 65535            ; past 0, on from the top

        pit_program 2, PIT_MODE_GATE_STROBE, 300
        in      al, PORT_PIT_GATE
        pit_status 2
        and     al, 0xC0
        assert_eq al, 0xC0, 'not loaded without a trigger, OUT high'
        gate2   0
        gate2   1
        in      al, PORT_PIT_GATE
        count2  280, 300
        pit_status 2
        and     al, 0xC0
        assert_eq al, 0x80, 'loaded'
        pass
