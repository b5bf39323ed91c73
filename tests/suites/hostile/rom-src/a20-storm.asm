; Opens and closes the A20 gate by the keyboard controller and by port 0x92 without end, writing on both sides of 1 MiB
; and to code that is about to run.

%include "ivt.inc"

        org     0
        bits    16
        reserve_ivt
        mov     ax, 0xFFFF
        mov     es, ax
        mov     sp, 0x7000
next:   mov     al, 0xDD
        out     0x64, al
        mov     al, [patch + 1]
        xor     al, 2
        and     al, 2
        out     0x92, al
        mov     [es:patch + 1 + 0x10], al       ; the instruction itself, or what lies 1 MiB above
        mov     [patch + 1], al
patch:  mov     al, 0
        push    es
        pop     es
        mov     al, 0xD1
        out     0x64, al
        mov     al, [patch + 1]
        or      al, 1
        out     0x60, al
        jmp     next
