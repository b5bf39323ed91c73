; A loop that a hundred timer interrupts meet at any instruction. The hundredth masks them, so the count is the same
; wherever they fall: 34 of the setup, 3 a turn, 8 for each interrupt, 2 more for the last, 2 at the end.

TURNS   equ     4_000_000               ; 12 ms in the box, of which the interrupts take 10

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x20, tick
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(10000)
        xor     bx, bx
        mov     ecx, TURNS
        sti
again:  dec     ecx
        nop
        jnz     again
        cli
        hlt

tick:   inc     bx
        push    ax
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        cmp     bx, 100
        jb      more
        mov     al, 0xff
        out     PORT_PIC1_DATA, al
more:   pop     ax
        iret
