; Proves mode 2: the count goes from N to 1 again and again, and OUT is low at 1; a low gate sets OUT high and holds, a
; rising one starts from the top; a new count comes with the next period. Intel 82C54 data sheet (231244), "Mode 2:
; Rate Generator".

%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        pit_program 2, PIT_MODE_RATE, 1000
        pit_mark
        assert_in ax, 900, 1000
        mov     cx, 1000
        call    periods
        pit_program 2, PIT_MODE_RATE, 7
        in      al, PORT_PIT_GATE
        pit_mark
        mov     cx, 7
        call    periods
        assert_in bp, 1, 49, 'some find OUT low'
        pit_program 2, PIT_MODE_RATE, 2 ; the least
        in      al, PORT_PIT_GATE
        pit_mark
        mov     cx, 2
        call    periods
        assert_in bp, 1, 49, 'some find OUT low'

; ---- the gate

        mov     bp, 16                  ; it falls at 1, too, in some of them
held:   pit_gate 1
        in      al, PORT_PIT_GATE
        pit_gate 0
        pit_mark
        and     bl, PIT_STATUS_OUT
        assert_eq bl, PIT_STATUS_OUT
        pit_since
        assert_eq ax, si, 'held'
        dec     bp
        jnz     held
        pit_program 2, PIT_MODE_RATE, 1000
        pit_gate 1
        in      al, PORT_PIT_GATE
        pit_mark
        pit_since                       ; some ticks are over
        assert_in ax, 1, 999
        mov     cx, ax
        pit_gate 0
        pit_gate 1
        in      al, PORT_PIT_GATE
        pit_mark
        assert_in ax, cx, 1000, 'again from the top'

; ---- a new count

        mov     al, 32
        out     PORT_PIT + 2, al
        mov     al, 0
        out     PORT_PIT + 2, al
change: pit_since
        mov     cx, si
        sub     cx, dx
        ja      first                   ; the first period is not over
        neg     cx
        and     cx, 31                  ; of the ticks behind it, in periods of 32
        neg     cx
        add     cx, 32
first:  assert_eq ax, cx
        cmp     dx, 1200
        jb      change
        assert_in ax, 1, 32
        pass

; Fifty looks and more since pit_mark, until three periods of CX ticks are over: count and OUT are as they must be. BP
; is how many found OUT low.
periods:
        xor     bp, bp
        mov     byte [left], 50
look:   pit_since
        push    dx
        push    ax
        add     dx, cx                  ; ticks since a period began
        sub     dx, si
        mov     ax, dx
        xor     dx, dx
        div     cx
        mov     ax, cx
        sub     ax, dx
        pop     dx
        assert_eq dx, ax, 'the count'
        cmp     ax, 1
        setne   al
        shl     al, 7
        and     bl, PIT_STATUS_OUT
        assert_eq bl, al, 'OUT'
        cmp     bl, 1
        adc     bp, 0
        pop     dx
        cmp     byte [left], 0
        je      enough
        dec     byte [left]
        jmp     look
enough: mov     ax, cx
        imul    ax, 3
        cmp     dx, ax
        jb      look
        ret

left:   db      0
