; Ends with all three counters running, one half written, one latched and half read, one with its status latched; the
; gate of counter 2 is open.

%include "pit.inc"

        bits    16
        org     0

        pit_gate 3
        pit_program 0, PIT_MODE_RATE, 0x1234
        mov     al, 0x55                ; half a count
        out     PORT_PIT, al
        pit_program 1, PIT_MODE_RATE, 0x4321
        mov     al, 1 << 6              ; latched, half read
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT + 1
        pit_program 2, PIT_MODE_COUNT, 0x2222
        mov     al, 0xE8                ; the status of counter 2
        out     PORT_PIT_CONTROL, al
        hlt
