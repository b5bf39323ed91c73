; Proves #DF: a #GP whose own vector lies beyond the IDT's limit, which is another #GP, becomes a double fault
; with error code 0. SDM vol. 3, "Interrupt 8 - Double Fault Exception (#DF)": two contributory exceptions.

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

        lidt    [idt_pointer]
        mov     ebx, -1
        mov     eax, 0x0148
        mov     ds, ax
        hlt

on_double_fault:
        pop     ebx                     ; error code
        hlt

        idt_begin 32
        idt_entry VECTOR_DF, on_double_fault    ; the last there is
        idt_end
