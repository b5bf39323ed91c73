; A loop that a hundred timer interrupts meet at any instruction. ECX counts its turns, so the instructions are
; 34 of the setup, 3 ECX, 6 for each interrupt, 2 at the end.

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
        xor     ecx, ecx
        sti
again:  inc     ecx
        cmp     bx, 100
        jb      again
        cli
        hlt

tick:   inc     bx
        push    ax
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        pop     ax
        iret
