; Proves INT n and IRET: FLAGS, CS and IP go onto the stack in that order, IF is off inside, arguments and
; results go by registers, and the handler answers through the caller's flags, as BIOS services do. SDM vol.
; 2, "INT n", IRET.

%include "ivt.inc"

        org     0
        bits    16

SERVICE equ     0x21

        reserve_ivt
        set_vector SERVICE, service
        mov     sp, 0x7000
        sti
        stc
        mov     ax, 20
        mov     bx, 22
        int     SERVICE
behind: pushf
        pop     dx                      ; IF on again, CF as the service left it
        cli
        hlt

; AX + BX into AX; CF clear for success.
service:
        push    bp
        mov     bp, sp
        mov     si, [bp + 2]
        sub     si, behind              ; the return address
        mov     di, [bp + 6]            ; the caller's flags
        add     ax, bx
        and     word [bp + 6], ~FLAG_CF
        pushf
        pop     cx
        and     cx, FLAG_IF | FLAG_TF   ; both off inside
        pop     bp
        iret
