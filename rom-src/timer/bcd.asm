; Proves that a counter counts in BCD: 1000 goes to 0999, and the largest count is 0000, which is 10000. Intel
; 82C54 data sheet (231244), "Control Word Format", "Mode Definitions".

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
        mov     al, 0xB1                ; counter 2, both bytes, mode 0, BCD
        out     PORT_PIT_CONTROL, al
        mov     al, 0
        out     PORT_PIT + 2, al
        mov     al, 0x10
        out     PORT_PIT + 2, al
        mov     cx, 30
each:   pit_latch 2
        cmp     ah, 0x10                ; 0999 and less, or still 1000
        ja      wrong
        mov     bx, ax
        and     bx, 0x0F0F
        cmp     bl, 9
        ja      wrong
        cmp     bh, 9
        ja      wrong
        loop    each
        cmp     ax, 0x0800
        jb      wrong
        cmp     ax, 0x0920
        ja      wrong

        mov     al, 0xB1
        out     PORT_PIT_CONTROL, al
        mov     al, 0
        out     PORT_PIT + 2, al
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        count2  0x9980, 0x9999
        pass
wrong:  print_hex 16, ax
        assert_never 'decimal digits'
