; Proves that the timer interrupts 64-bit code through an interrupt gate: ten ticks, each awaited by HLT. SDM vol.
; 3, "64-Bit Mode IDT".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"
%include "pic.inc"
%include "pit.inc"

        org     LOAD_ADDRESS
        bits    64

        lidt    [rel idt_pointer]
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        xor     ebx, ebx
wait_tick:
        sti
        hlt
        cli
        cmp     ebx, 10
        jb      wait_tick
        hlt

tick:   inc     ebx
        push    rax
        pic_eoi IRQ_TIMER
        pop     rax
        iretq

        idt_begin 64
        idt_entry 0x20, tick
        idt_end
