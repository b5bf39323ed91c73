; Proves #SS: the same absent segment, loaded into SS, is another exception than #NP; the old stack serves the
; handler. SDM vol. 3, "Interrupt 12 - Stack Fault Exception (#SS)".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

ABSENT  equ     0x30

        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     eax, ABSENT
loads:  mov     ss, ax
        hlt

on_not_present:
        mov     bl, 0xBD
        hlt

on_stack_fault:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, loads
        hlt

        flat_gdt_entries
        descriptor 0, 0xFFFFF, SEG_DATA - SEG_NOT_PRESENT, SEG_32_4K
        flat_gdt_end

        idt_begin 32
        idt_entry VECTOR_NP, on_not_present
        idt_entry VECTOR_SS, on_stack_fault
        idt_end
