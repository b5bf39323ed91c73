; Polls with interrupts on: some requests are polled, some delivered.

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
        pit_program 0, PIT_MODE_RATE, 100
        xor     bx, bx
        sti
        mov     cx, 300
next:   mov     al, 0x0C                ; the poll command
        out     PORT_PIC1, al
        in      al, PORT_PIC1
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        loop    next
        cli
        hlt

tick:   inc     bx
        push    ax
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        pop     ax
        iret
