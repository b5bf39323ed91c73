; Proves #PF in long mode: CR2 holds all 64 bits of the address, the error code is pushed as eight bytes, and
; RIP is the instruction's. SDM vol. 3, "Interrupt 14 - Page-Fault Exception (#PF)", "64-Bit Mode Stack
; Frame".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    64

UNMAPPED        equ 0xFFFF_8000_0000_1238

        lidt    [rel idt_pointer]
        mov     rax, UNMAPPED
writes: mov     [rax], rax
        hlt

on_page_fault:
        pop     rbx                     ; error code
        pop     rcx                     ; RIP
        lea     rdx, [rel writes]
        sub     rcx, rdx
        mov     rdx, cr2
        hlt

        idt_begin 64
        idt_entry VECTOR_PF, on_page_fault
        idt_end
