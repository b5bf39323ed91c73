; Proves bit 4 of port 0x61: it changes every 15 us, so 66 changes are a millisecond, as BIOSes measure delays by
; it. 82371SB (PIIX3) data sheet, NMISC: refresh cycle toggle.

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
        pit_program 2, PIT_MODE_COUNT, 0
        mov     cx, 66
        in      al, PORT_PIT_GATE
        and     al, 0x10
        mov     ah, al
next:   in      al, PORT_PIT_GATE
        and     al, 0x10
        cmp     al, ah
        je      next
        mov     ah, al
        loop    next
        pit_latch 2
        neg     ax                      ; ticks: 66 times 18, less the first part
        cmp     ax, 65 * 18
        jb      wrong
        cmp     ax, 67 * 18
        ja      wrong
        pass
wrong:  print_dec 16, ax
        assert_never 'ticks of a millisecond'
