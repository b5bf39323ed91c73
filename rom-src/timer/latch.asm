; Proves the counter latch command: the count of that moment is held until both bytes are read while the counter goes
; on, a second command before that is ignored, and one for another counter disturbs nothing. Intel 82C54 data sheet
; (231244), "Counter Latch Command".

%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        pit_program 2, PIT_MODE_RATE, 0
        in      al, PORT_PIT_GATE
        pit_mark
        sub     si, di                  ; how far channel 2 is ahead of the clock, always

        pit_latch 1
        mov     bx, ax                  ; the clock just before
        mov     al, 0x80
        out     PORT_PIT_CONTROL, al
        pit_latch 1
        mov     bp, ax                  ; and just behind
        in      al, PORT_PIT + 2
        mov     dl, al
later:  pit_latch 1                     ; the upper byte changes meanwhile, twice
        neg     ax
        add     ax, bp
        cmp     ax, 600
        jb      later
        mov     al, 0x80                ; ignored
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT + 2
        mov     dh, al
        sub     dx, si                  ; as the clock stood then
        sub     bx, dx
        sub     dx, bp
        assert_in bx, 0, 100, 'before it'
        assert_in dx, 0, 100, 'behind it'

        pit_look                        ; no latch is left: this is now
        sub     ax, si
        assert_eq ax, dx, 'the counter has gone on'
        sub     bp, dx
        assert_in bp, 600, 65535, 'for long'
        pass
