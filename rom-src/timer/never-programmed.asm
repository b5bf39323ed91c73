; Proves that counter 0 gives no interrupt before it was programmed, though its input is let through: there is
; nothing to wait for. Intel 82C54 data sheet (231244), "Programming the 82C54": prior to it the state is
; undefined; here it stands still.

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        sti
        hlt
