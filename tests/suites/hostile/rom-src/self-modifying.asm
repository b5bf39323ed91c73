; Writes the instruction that it is about to execute, thirty thousand times, also across a page boundary.

        org     0
        bits    16

        xor     ax, ax
        mov     cx, 30000
again:  mov     byte [here + 1], cl
here:   add     al, 0                   ; ADD AL, CL by now
        xor     byte [0xFFE], 0         ; the far page is written to as well
        mov     word [far_away - 2], 0xC301 ; half of an instruction before the boundary
        call    far_away - 4
        loop    again
        hlt

        times 0xFFC - ($ - $$) db 0x90
        nop
        nop
        add     bx, ax
far_away:
        ret
