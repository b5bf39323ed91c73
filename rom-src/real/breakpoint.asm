; Proves that INT3, INT 3 in two bytes, and INTO are traps: the pushed IP is behind them. INTO does nothing
; without OF. SDM vol. 2, "INT n/INTO/INT3/INT1"; vol. 3, "Interrupt 3 - Breakpoint Exception (#BP)",
; "Interrupt 4 - Overflow Exception (#OF)".

%include "assert.inc"
%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_BP, on_breakpoint
        set_vector VECTOR_OF, on_overflow
        xor     cx, cx

        mov     si, behind_short
        int3
behind_short:
        mov     si, behind_long
        db      0xCD, 3
behind_long:
        xor     ax, ax                  ; clears OF
        into
        mov     al, 0x7F
        inc     al                      ; sets it
        mov     si, behind_into
        into
behind_into:
        hlt

on_breakpoint:
        mov     bx, sp
        assert_eq [ss:bx], si
        inc     cl
        iret

on_overflow:
        mov     bx, sp
        assert_eq [ss:bx], si
        inc     ch
        iret
