; Proves that a counter counts in BCD: each digit is a decimal one, 0000 is 10000 and comes again behind 9999. Intel
; 82C54 data sheet (231244), "Control Word Format", "Write Operations": BCD.

%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        pit_gate 1
        mov     al, 0xB1                ; channel 2, both bytes, mode 0, BCD
        out     PORT_PIT_CONTROL, al
        mov     al, 0x00
        out     PORT_PIT + 2, al
        mov     al, 0x10
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        call    mark
        assert_in ax, 900, 1000
        call    looks                   ; from 1000 past 0 to 9999 and less
        assert_in ax, 8000, 9999

        mov     al, 0xB1
        out     PORT_PIT_CONTROL, al
        mov     al, 0                   ; 10000
        out     PORT_PIT + 2, al
        out     PORT_PIT + 2, al
        in      al, PORT_PIT_GATE
        call    mark
        assert_in ax, 9900, 9999
        call    looks
        pit_look
        and     bl, PIT_STATUS_OUT
        assert_eq bl, 0, '10000 ticks are not over'
        pass

mark:   pit_mark
        call    binary
        mov     si, ax
        ret

; A hundred looks since the mark: the count, in binary then, is as it must be, and OUT. AX is the last.
looks:  mov     bp, 100
look:   pit_since
        call    binary
        mov     cx, si
        sub     cx, dx
        jns     positive
        add     cx, 10000
positive:
        assert_eq ax, cx, 'the count'
        cmp     dx, si
        setae   cl
        shl     cl, 7
        and     bl, PIT_STATUS_OUT
        assert_eq bl, cl, 'OUT'
        dec     bp
        jnz     look
        ret

; AX, four decimal digits, in binary. CX changes.
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
