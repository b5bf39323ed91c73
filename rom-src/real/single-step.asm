; Proves single-stepping: with TF set, #DB comes after each instruction, the first being the one behind the
; POPF; DR6.BS tells why, and the handler itself runs with TF off. SDM vol. 3, "Single-Step Exception
; Condition", "Debug Status Register (DR6)".

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_DB, on_debug
        mov     di, steps               ; ES is 0
        pushf
        pop     ax
        or      ax, FLAG_TF
        push    ax
        popf
        nop
first:  mov     bl, 1
second: xor     cx, cx
third:  hlt                             ; TF is off again by now

; Note where each step led, relative to the first; after the third, end it.
on_debug:
        push    bp
        mov     bp, sp
        mov     ax, [bp + 2]
        sub     ax, first
        stosw
        cmp     ax, third - first
        jne     return
        and     word [bp + 6], ~FLAG_TF
        mov     edx, dr6
return: pop     bp
        iret

        times 0x500 - ($ - $$) db 0
steps:  dw      -1, -1, -1, -1
