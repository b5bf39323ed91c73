; Proves near and far calls: what they push, calls through memory, and returns that take the arguments along.
; SDM vol. 2, CALL, RET.

%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        mov     bx, behind_near
        call    near_callee
behind_near:
        assert_sp 0x7000
        mov     bx, near_callee
        mov     [vector], bx
        mov     bx, behind_indirect
        call    [vector]
behind_indirect:

        push    word 11                 ; an argument that the callee takes off
        mov     bx, behind_far
        call    0x0010:far_callee - 0x100
behind_far:
        assert_sp 0x7000
        assert_eq ax, 12
        mov     dx, cs
        assert_eq dx, 0

        push    word 20
        mov     word [vector], far_callee - 0x200
        mov     word [vector + 2], 0x0020
        mov     bx, behind_far_indirect
        call    far [vector]
behind_far_indirect:
        assert_eq ax, 21

        push    word 0                  ; RETF as a far jump
        push    word landed
        retf
        assert_never
landed: pass

; BX is the return address it has to find.
near_callee:
        mov     si, sp
        assert_eq [si], bx
        ret

; far_callee(number): AX = number + 1. Runs in whatever segment the caller chose, so it lies at an offset that
; the segments up to 0x20 reach.
        times 0x300 - ($ - $$) db 0xCC
far_callee:
        mov     bp, sp
        assert_eq [bp], bx
        assert_eq word [bp + 2], 0      ; the caller's CS
        mov     ax, [bp + 4]
        inc     ax
        retf    2

        align   4, db 0
vector: dw      0, 0
