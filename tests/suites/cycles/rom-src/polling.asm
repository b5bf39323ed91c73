; Polls with interrupts off and lets them come in between: some requests are polled, some delivered. BX counts those,
; so the instructions are 34 of the setup, 300 times 8, 6 for each interrupt, 2 at the end.

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
next:   cli
        mov     al, 0x0C                ; the poll command
        out     PORT_PIC1, al
        in      al, PORT_PIC1
        sti
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
