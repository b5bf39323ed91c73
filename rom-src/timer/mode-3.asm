; Proves mode 3: OUT is high for half of the period and low for the other, an odd count's high half is a tick longer;
; the count goes down by two in each half, from an even number. A low gate sets OUT high, a rising one starts again.
; Intel 82C54 data sheet (231244), "Mode 3: Square Wave Mode".

%include "pit.inc"
%include "assert.inc"

; square N: looks at periods of so many ticks, some in either half.
%macro square 1
        pit_program 2, PIT_MODE_SQUARE, %1
        in      al, PORT_PIT_GATE
        mov     cx, %1
        call    periods
        assert_in bp, 1, 1000, 'some find OUT low'
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        square  400
        square  8
        square  2
        square  3
        square  7
        square  401

; ---- the gate

        mov     bp, 16                  ; it falls in both halves
held:   pit_gate 1
        in      al, PORT_PIT_GATE
        mov     cx, bp
some:   in      al, PORT_PIT_GATE
        loop    some
        pit_gate 0
        pit_mark
        and     bl, PIT_STATUS_OUT
        assert_eq bl, PIT_STATUS_OUT
        pit_since
        assert_eq ax, si, 'held'
        dec     bp
        jnz     held
        pit_program 2, PIT_MODE_SQUARE, 2000
        pit_gate 1
        in      al, PORT_PIT_GATE
        pit_look
        assert_in ax, 1900, 2000, 'from the top'
        pass

; Forty looks and more, until 1000 ticks are over, at periods of CX ticks. The first tells where in a period we are:
; count and OUT are as they must be at each of the others. BP is how many found OUT low.
periods:
        mov     [n], cx
        inc     cx
        shr     cx, 1
        mov     [high_ticks], cx
        mov     cx, [n]
        and     cl, 0xFE
        mov     [top], cx
        pit_mark
        sub     cx, si
        shr     cx, 1
        mov     si, cx                  ; ticks of this half that were over
        and     bl, PIT_STATUS_OUT
        jnz     high_half
        add     si, [high_ticks]
high_half:
        xor     bp, bp
        mov     byte [left], 40
look:   pit_since
        push    dx
        push    ax
        mov     ax, dx
        add     ax, si
        xor     dx, dx
        div     word [n]                ; DX is the tick of the period
        mov     bh, PIT_STATUS_OUT
        cmp     dx, [high_ticks]
        jb      same
        sub     dx, [high_ticks]
        mov     bh, 0
        inc     bp
same:   and     bl, PIT_STATUS_OUT
        assert_eq bl, bh, 'OUT'
        shl     dx, 1
        mov     cx, [top]
        sub     cx, dx
        pop     ax
        assert_eq ax, cx, 'the count'
        pop     dx
        cmp     byte [left], 0
        je      enough
        dec     byte [left]
        jmp     look
enough: cmp     dx, 1000
        jb      look
        ret

n:      dw      0
high_ticks:
        dw      0
top:    dw      0
left:   db      0
