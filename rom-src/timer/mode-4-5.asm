; Proves modes 4 and 5: OUT is high but for the one tick at which the count is 0, once, and the count goes on behind it.
; The count starts mode 4, the gate mode 5; a low gate holds the one and not the other; a new count starts mode 4 again,
; in mode 5 it waits for the gate. Intel 82C54 data sheet (231244), "Mode 4: Software Triggered Strobe", "Mode 5:
; Hardware Triggered Strobe (Retriggerable)".

%include "pit.inc"
%include "assert.inc"

; state OUT|NULL: those of the status. BL is the status.
%macro state 1
        and     bl, PIT_STATUS_OUT | PIT_STATUS_NULL
        assert_eq bl, %1
%endmacro

; count N: for channel 2, as it is programmed.
%macro count 1
        mov     al, (%1) & 0xFF
        out     PORT_PIT + 2, al
        mov     al, (%1) >> 8
        out     PORT_PIT + 2, al
%endmacro

; trigger: the gate rises, and the count is loaded with the next tick.
%macro trigger 0
        pit_gate 0
        pit_gate 1
        in      al, PORT_PIT_GATE
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1

; ---- mode 4

        pit_program 2, PIT_MODE_STROBE, 300
        in      al, PORT_PIT_GATE
        pit_mark
        assert_in ax, 200, 300
        call    past_the_end
        count   500
        in      al, PORT_PIT_GATE
        pit_mark
        assert_in ax, 400, 500, 'a new count'
        pit_gate 0
        pit_mark
        pit_since
        assert_eq ax, si, 'the gate holds it'
        state   PIT_STATUS_OUT
        pit_gate 1
        pit_mark
        call    past_the_end
        pit_sweep start_4, strobe

; ---- mode 5

        pit_program 2, PIT_MODE_GATE_STROBE, 300
        in      al, PORT_PIT_GATE
        pit_look
        state   PIT_STATUS_OUT | PIT_STATUS_NULL
        trigger
        pit_mark
        assert_in ax, 200, 300
        pit_gate 0                      ; falls: it counts on
        count   500                     ; waits for the gate
        call    past_the_end
        trigger
        pit_mark
        assert_in ax, 400, 500
        trigger
        pit_mark
        assert_in ax, 400, 500, 'again from the start'
        call    past_the_end
        pit_sweep start_5, strobe
        pass

; Looks since pit_mark until 1000 ticks are over: the count is as it must be at each, and OUT.
past_the_end:
        pit_since
        mov     cx, si
        sub     cx, dx
        assert_eq ax, cx, 'the count'
        cmp     ax, 1
        cmc
        setc    cl
        shl     cl, 7
        and     bl, PIT_STATUS_OUT
        assert_eq bl, cl, 'OUT'
        cmp     dx, 1000
        jb      past_the_end
        assert_in ax, 0x8000, 0xFFFF, 'on from the top'
        ret

start_4:
        mov     al, 0xB8
        out     PORT_PIT_CONTROL, al
        mov     al, bh
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        ret

start_5:
        mov     al, 0xBA
        out     PORT_PIT_CONTROL, al
        mov     al, bh
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        trigger
        ret
