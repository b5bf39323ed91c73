; Lets interrupts and traps come for a while: none is there. With a count: what is left armed in KVM would cost cycles.

%include "show.inc"

        bits    16
        org     0

        jmp     near start              ; vector 0 is of no use here
        times 4 - ($ - $$) db 0
        times 255 dw unexpected, 0      ; from the first instruction on, and before it

start:  pushf
        pop     bx
        mov     sp, 0x7000
        show    'flags', 16, bx
        sti
        nop
        nop
        mov     cx, 1000
.wait:  loop    .wait
        in      al, 0x61
        sti
        mov     cx, 1000
.more:  loop    .more
        cli
        say     'nothing', 10
        hlt

unexpected:
        say     'unexpected', 10
        hlt
