; Proves mode 1: a rising gate loads the count and sets OUT low until it is at 0; a gate that falls does not matter, and
; one that rises starts it again. A new count waits for that. Intel 82C54 data sheet (231244), "Mode 1: Hardware
; Retriggerable One-Shot".

%include "pit.inc"
%include "assert.inc"

; state OUT|NULL: those of the status. BL is the status.
%macro state 1
        and     bl, PIT_STATUS_OUT | PIT_STATUS_NULL
        assert_eq bl, %1
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
        pit_program 2, PIT_MODE_ONE_SHOT, 1000
        in      al, PORT_PIT_GATE
        pit_look
        state   PIT_STATUS_OUT | PIT_STATUS_NULL
        pit_gate 0
        pit_look
        state   PIT_STATUS_OUT | PIT_STATUS_NULL
        pit_gate 1
        in      al, PORT_PIT_GATE
        pit_mark
        assert_in ax, 900, 1000
        mov     bp, 100
        call    looks
        pit_gate 0                      ; falls: it counts on
        mov     bp, 300
        call    looks
        state   0
        trigger                         ; again from the start
        pit_mark
        assert_in ax, 900, 1000
        state   0

        mov     al, 200                 ; a new count
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        pit_look
        state   PIT_STATUS_NULL
        mov     bp, 1200
        call    looks                   ; makes no difference yet
        pit_look
        state   PIT_STATUS_OUT | PIT_STATUS_NULL
        trigger
        pit_mark
        assert_in ax, 100, 200
        state   0
        mov     bp, 1200
        call    looks
        pit_look
        state   PIT_STATUS_OUT
        pit_sweep start, level
        pass

; Looks since pit_mark until BP ticks are over: count and OUT are as they must be at each.
looks:  pit_since
        mov     cx, si
        sub     cx, dx
        assert_eq ax, cx, 'the count'
        cmp     dx, si
        setae   cl
        shl     cl, 7
        and     bl, PIT_STATUS_OUT
        assert_eq bl, cl, 'OUT'
        cmp     dx, bp
        jb      looks
        ret

start:  mov     al, 0xB2
        out     PORT_PIT_CONTROL, al
        mov     al, bh
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        trigger
        ret
