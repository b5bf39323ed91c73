; Lets interrupts and traps come for a while: none is there. With a count: what is left armed in KVM would cost cycles.

%include "show.inc"
%include "ivt.inc"

        bits    16
        org     0

        reserve_ivt
        pushf
        pop     bx
        mov     sp, 0x7000
        xor     di, di
        mov     cx, 256
.each:  mov     ax, unexpected
        stosw
        xor     ax, ax
        stosw
        loop    .each
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
