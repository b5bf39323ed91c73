; Proves #NP: a data segment whose descriptor is not present is refused with its selector, so that a handler
; can bring it in; here it does, and the MOV runs again. SDM vol. 3, "Interrupt 11 - Segment Not Present
; (#NP)".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

ABSENT  equ     0x30                    ; behind the flat table

        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        xor     esi, esi
        mov     eax, ABSENT
        mov     fs, ax
        hlt

on_not_present:
        inc     esi
        pop     ebx                     ; error code
        or      byte [absent_access], 0x80
        iretd

        flat_gdt_entries
        descriptor 0x20_0000, 0xFFF, SEG_DATA - SEG_NOT_PRESENT, SEG_32
absent_access equ $ - 3
        flat_gdt_end

        idt_begin 32
        idt_entry VECTOR_NP, on_not_present
        idt_end
