; Proves that an address whose upper bits are not copies of bit 47 is no page fault but #GP(0), and leaves CR2
; alone. SDM vol. 1, "Canonical Addressing".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    64

        lidt    [rel idt_pointer]
        mov     rax, 0x0000_8000_0000_0000
reads:  mov     rax, [rax]
        hlt

on_general_protection:
        pop     rbx                     ; error code
        pop     rcx                     ; RIP
        lea     rdx, [rel reads]
        sub     rcx, rdx
        hlt

        idt_begin 64
        idt_entry VECTOR_GP, on_general_protection
        idt_end
