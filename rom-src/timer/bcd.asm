; Proves that a counter counts in BCD: each digit is a decimal one, in what is written and in what is read; 0000 is
; 10000, and 9999 comes behind 0. Intel 82C54 data sheet (231244), "Control Word Format", "Mode Definitions": counts.

%include "clock.inc"
%include "assert.inc"

; program MODE, COUNT: channel 2, in BCD, both bytes.
%macro program 2
        mov     al, 0xB1 | (%1) << 1
        out     PORT_PIT_CONTROL, al
        mov     al, (%2) & 0xFF
        out     PORT_PIT + 2, al
        mov     al, (%2) >> 8
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
%endmacro

        org     0
        bits    16

        reserve_ivt
        clock_setup
        pit_clock
        pit_gate 1
        program PIT_MODE_COUNT, 0x0789
        mov     word [again], 10000
        call    mark
        assert_in ax, 689, 789
        mov     bp, 1000
        call    looks                   ; past 0 to 9999 and less
        assert_in ax, 9500, 9999

        program PIT_MODE_RATE, 0x0789
        mov     word [again], 789
        call    mark
        mov     bp, 3000
        call    looks                   ; four periods

        program PIT_MODE_RATE, 0
        mov     word [again], 10000
        call    mark
        assert_in ax, 9900, 10000
        mov     bp, 100
        call    looks
        clock_sleep 8000                ; 9500 ticks: it starts again
        mov     bp, 11000
        call    looks
        pass

        clock_handlers

mark:   pit_mark
        call    binary
        mov     si, ax
        ret

; Looks since the mark until BP ticks are over: the count, in binary then, is as it must be: [again] comes behind 1,
; in mode 0 behind 0. AX is the last.
looks:  pit_since
        call    binary
        mov     cx, si
        sub     cx, dx
        cmp     ax, cx
        je      same                    ; 0, in mode 0
back:   cmp     cx, 0
        jg      same
        add     cx, [again]
        jmp     back
same:   assert_eq ax, cx, 'the count'
        cmp     dx, bp
        jb      looks
        ret

again:  dw      0

; AX, four decimal digits, in binary; CX changes.
binary: push    bx
        push    dx
        mov     bx, ax
        xor     ax, ax
        mov     cx, 4
digit:  mov     dx, 10
        mul     dx
        rol     bx, 4
        mov     dx, bx
        and     dx, 0x0F
        assert_in dx, 0, 9, 'a decimal digit'
        add     ax, dx
        loop    digit
        pop     dx
        pop     bx
        ret
