; Proves the way from ring 3 to ring 0 by an interrupt: only a gate with DPL 3 may be called, the stack comes
; from the TSS, and the frame holds the user's SS and ESP. SDM vol. 3, "Exception- or Interrupt-Handler
; Procedures".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SYSTEM_CALL     equ 0x80

        ring3_setup
        lidt    [idt_pointer]
        enter_ring3 user

user:   mov     eax, cs
        int     SYSTEM_CALL
behind: jmp     $

on_system_call:
        mov     ebp, esp                ; five dwords below the stack of the TSS
        pop     ebx                     ; EIP
        sub     ebx, behind
        pop     ecx                     ; CS
        pop     edx                     ; EFLAGS
        pop     esi                     ; ESP
        pop     edi                     ; SS
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry SYSTEM_CALL, on_system_call, GATE_INTERRUPT | GATE_DPL3
        idt_end
