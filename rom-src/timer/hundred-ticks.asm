; Proves that the 8254 interrupts a hundred times through the 8259, and that HLT waits for each: a second of the
; guest's time. Intel 82C54 data sheet, mode 2; Intel 8259A data sheet, "Operation Command Words" (EOI).
        bits    16
        org     0

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"

        jmp     start
        reserve_ivt

start:  mov     sp, 0x7000
        mov     word [0x20 * 4], tick
        mov     word [0x20 * 4 + 2], 0
        pic_init 0x20, 0x28
        mov     al, 0xFE                ; IRQ 0 alone
        out     PORT_PIC1_DATA, al
        pit_program 0, PIT_MODE_RATE, pit_count(100)
        xor     bx, bx
        sti
wait_tick:
        hlt
        cmp     bx, 100
        jb      wait_tick
        cli
        hlt

tick:   inc     bx
        push    ax
        mov     al, OCW2_EOI
        out     PORT_PIC1, al
        pop     ax
        iret
