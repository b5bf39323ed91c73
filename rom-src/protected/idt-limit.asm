; Proves that an interrupt without a gate is #GP: beyond the IDT's limit, and with a gate that is all zero.
; The error code is the vector times eight, with bit 1 saying "IDT". SDM vol. 3, "Error Code".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

        lidt    [idt_pointer]
        int     0x80
        mov     edx, ebx
        int     0x05
        hlt

on_general_protection:
        pop     ebx                     ; error code
        add     dword [esp], 2          ; over the INT
        iretd

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_end
