; Shows x87 and SSE as FXSAVE has them.

%include "show.inc"

        bits    64
        org     0x10_0000

        mov     rax, cr4
        or      eax, CR4_OSFXSR
        mov     cr4, rax
        fxsave64 [rel area]
        lea     rsi, [rel area]
        show_bytes 416                  ; what is behind it is not the CPU's
        hlt

        align   16, db 0
area:   times 512 db 0
