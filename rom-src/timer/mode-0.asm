; Proves mode 0: OUT is low from the control word until the count is at 0, then high for good while it counts on; the
; gate holds the count; a new one sets OUT low at its first byte, stops until its second and starts there. Intel 82C54
; data sheet (231244), "Mode 0: Interrupt on Terminal Count".

%include "pit.inc"
%include "assert.inc"

; state OUT|NULL: those of the status. BL is the status.
%macro state 1
        and     bl, PIT_STATUS_OUT | PIT_STATUS_NULL
        assert_eq bl, %1
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        pit_program 2, PIT_MODE_COUNT, 300
        pit_mark
        assert_in ax, 200, 300
        state   0
        call    to_the_end

        pit_program 2, PIT_MODE_COUNT, 500
        pit_gate 0
        pit_mark
        pit_since
        assert_eq ax, si, 'the gate holds the count'
        state   0
        pit_gate 1
        pit_mark
        call    to_the_end

; ---- a new count, while OUT is high

        mov     al, 400 & 0xFF
        out     PORT_PIT + 2, al
        pit_mark
        state   0
        pit_since
        assert_eq ax, si, 'it stands between the bytes'
        mov     al, 400 >> 8
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        pit_mark
        assert_in ax, 300, 400
        state   0
        call    to_the_end

; ---- and one while the gate is low: it is loaded all the same

        pit_gate 0
        pit_program 2, PIT_MODE_COUNT, 600
        in      al, PORT_PIT_GATE
        pit_look
        assert_eq ax, 600
        state   0
        pit_gate 1
        pit_mark
        call    to_the_end
        pit_sweep start, level
        pass

; Looks since pit_mark until 1000 ticks are over: count and OUT are as they must be at each.
to_the_end:
        pit_since
        mov     cx, si
        sub     cx, dx
        assert_eq ax, cx, 'the count'
        cmp     dx, si
        setae   cl
        shl     cl, 7
        state   cl
        cmp     dx, 1000
        jb      to_the_end
        state   PIT_STATUS_OUT
        ret

start:  mov     al, 0xB0
        out     PORT_PIT_CONTROL, al
        mov     al, bh
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        ret
