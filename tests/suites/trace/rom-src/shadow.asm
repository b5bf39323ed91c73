; MOV SS and POP SS hold off traps and interrupts until behind the next instruction (SDM vol. 3, 6.8.3), which
; is to be seen all the same; so does STI for interrupts.
        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     bx, 0x900
load:   mov     ss, bx
        mov     sp, 0x100
        mov     cx, 1
        push    ax
pop_ss: pop     ss
        mov     sp, 0x7c00
        mov     cx, 2
enable: sti
        nop
        cli
        mov     ss, ax
        out     0x80, al
        mov     ss, ax
        hlt

        times 510 - ($ - $$) db 0
        dw      0xaa55
