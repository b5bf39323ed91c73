; Proves #GP in protected mode: a selector beyond the GDT's limit is refused, with that selector as the error
; code and the MOV's own address; DS keeps what it had. SDM vol. 3, "Interrupt 13 - General Protection
; Exception (#GP)", "Error Code".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

BEYOND  equ     0x0148                  ; GDT, index 0x29, RPL 0

        lidt    [idt_pointer]
        mov     eax, BEYOND
loads:  mov     ds, ax
        hlt

on_general_protection:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, loads
        pop     edx                     ; CS
        pop     esi                     ; EFLAGS
        hlt

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_end
