; Proves what ring 3 must not do: CLI, HLT, MOV CR0, IN with IOPL 0, and calling a gate of DPL 0 are each #GP.
; The handler counts, keeps the last error code, and steps over. SDM vol. 3, "Privileged Instructions", "Error
; Code".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

FORBIDDEN       equ 0x20
DONE            equ 0x80

        ring3_setup
        lidt    [idt_pointer]
        enter_ring3 user

; forbidden INSTRUCTION: EBP is where to go on.
%macro forbidden 1+
        mov     ebp, %%behind
        %1
%%behind:
%endmacro

user:   xor     ecx, ecx
        forbidden cli
        forbidden hlt
        forbidden mov cr0, eax
        forbidden in al, 0x80
        forbidden lgdt [gdt_pointer]
        mov     esi, ebx                ; error code of these: 0
        forbidden int FORBIDDEN
        int     DONE

on_general_protection:
        inc     ecx
        pop     ebx                     ; error code
        mov     [esp], ebp
        iretd

on_forbidden:
        mov     ecx, -1
on_done:
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_entry FORBIDDEN, on_forbidden
        idt_entry DONE, on_done, GATE_INTERRUPT | GATE_DPL3
        idt_end
