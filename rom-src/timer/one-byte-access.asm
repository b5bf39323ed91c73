; Proves counts of one byte: with the low byte alone the upper one is 0, with the upper byte alone the low one is,
; and reads give that byte each time. Intel 82C54 data sheet (231244), "Control Word Format": RW1, RW0, "Read
; Operations".

%include "pit.inc"
%include "assert.inc"

; until VALUE: reads the upper byte until it is that, and nothing but VALUE + 1 before.
%macro until 1
%%next: in      al, PORT_PIT + 2
        cmp     al, %1
        je      %%end
        assert_eq al, (%1) + 1
        jmp     %%next
%%end:
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        mov     al, 0x94                ; channel 2, low byte, mode 2
        out     PORT_PIT_CONTROL, al
        mov     al, 100
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        mov     cx, 150
        mov     bh, 100                 ; least and most that was seen
        mov     bl, 1
low:    in      al, PORT_PIT + 2
        assert_in al, 1, 100
        cmp     al, bh
        ja      more
        mov     bh, al
more:   cmp     al, bl
        jb      less
        mov     bl, al
less:   loop    low
        assert_in bh, 1, 50, 'both ends of the period'
        assert_in bl, 51, 100, 'both ends of the period'

        mov     al, 0xA0                ; upper byte, mode 0
        out     PORT_PIT_CONTROL, al
        mov     al, 0x05                ; 500h, which is 4FFh within a tick
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        in      al, PORT_PIT + 2
        assert_eq al, 0x04
        until   0x03
        pit_latch 1
        mov     si, ax
        until   0x02
        pit_latch 1
        sub     si, ax
        assert_in si, 256 - 12, 256 + 12, 'ticks for a step of the upper byte'
        mov     al, 0x80                ; latched it is one byte, too
        out     PORT_PIT_CONTROL, al
        in      al, PORT_PIT + 2
        assert_eq al, 0x02
        until   0x01
        pass
