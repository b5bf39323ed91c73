; Proves the stacks of 64-bit interrupts: without an IST the frame goes onto the current stack, aligned down
; to 16 bytes, with SS and RSP even from ring 0; with an IST it goes where the TSS says. SDM vol. 3, "64-Bit
; Mode Stack Frame", "Interrupt Stack Table".

%define LOAD_ADDRESS 0x10_0000
%define IDT_CODE SEL_CODE64
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    64

SEL_TSS64       equ 0x30
OTHER_STACK     equ 0x7_0000
ON_THIS         equ 0x30
ON_OTHER        equ 0x31

        lgdt    [rel gdt_pointer]
        push    SEL_CODE64              ; the flat table has 64-bit code elsewhere: reload CS
        lea     rax, [rel reloaded]
        push    rax
        retfq
reloaded:
        mov     eax, SEL_TSS64
        ltr     ax
        lidt    [rel idt_pointer]

        mov     rsp, 0x7_FFF9           ; badly aligned
        int     ON_THIS
        mov     r8, rbx                 ; RSP inside
        mov     r9, rcx                 ; RSP in the frame
        int     ON_OTHER
        mov     r10, rbx
        mov     r11, rcx
        mov     r12, rsp
        hlt

note_stack:
        mov     rbx, rsp
        mov     rcx, [rsp + 24]
        iretq

        flat_gdt_entries
        descriptor linear(tss), 103, SEG_TSS, SEG_16    ; sixteen bytes in long mode
        dq      0
        flat_gdt_end

        align   4, db 0
tss:    times 9 dd 0                    ; reserved, RSP0 to RSP2, reserved
        dd      OTHER_STACK, 0          ; IST1
        times 14 dd 0
        dw      0, 104

        idt_begin 64
        idt_entry ON_THIS, note_stack
        idt_entry ON_OTHER, note_stack, GATE_INTERRUPT, 1
        idt_end
