; Proves the null count flag: set by the control word and by each count, not by its first byte; cleared when the count
; is loaded, in mode 2 at the end of the period, in mode 1 by the gate. Intel 82C54 data sheet (231244), "Read-Back
; Command", figure "Null Count Operation".

%include "pit.inc"
%include "assert.inc"

; null 0|1[, message]: the flag is that. AL changes.
%macro null 1-2 ''
        pit_status 2
        and     al, PIT_STATUS_NULL
        assert_eq al, (%1) * PIT_STATUS_NULL, %2
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        mov     al, 0xB4                ; channel 2, both bytes, mode 2
        out     PORT_PIT_CONTROL, al
        null    1, 'no count yet'
        mov     al, 600 & 0xFF
        out     PORT_PIT + 2, al
        mov     al, 600 >> 8
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        null    0, 'loaded'
        mov     al, 100
        out     PORT_PIT + 2, al
        null    0, 'the first byte'
        mov     al, 0
        out     PORT_PIT + 2, al
        pit_mark
        assert_in ax, 300, 600          ; of the first period
look:   pit_since
        cmp     dx, si
        setb    cl
        shl     cl, 6
        and     bl, PIT_STATUS_NULL
        assert_eq bl, cl, 'until the period is over'
        cmp     dx, 1000
        jb      look
        assert_in ax, 1, 100

        pit_program 2, PIT_MODE_ONE_SHOT, 100
        in      al, PORT_PIT_GATE
        null    1
        pit_gate 0
        null    1
        pit_gate 1
        in      al, PORT_PIT_GATE
        null    0, 'loaded by the gate'
        pass
