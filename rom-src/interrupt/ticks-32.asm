; Proves that the timer interrupts 32-bit code through an interrupt gate: ten ticks, each awaited by HLT. SDM vol.
; 3, "Interrupt and Exception Handling".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"
%include "pic.inc"
%include "pit.inc"

        org     LOAD_ADDRESS
        bits    32

        lidt    [idt_pointer]
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
        push    eax
        pic_eoi IRQ_TIMER
        pop     eax
        iretd

        idt_begin 32
        idt_entry 0x20, tick
        idt_end
