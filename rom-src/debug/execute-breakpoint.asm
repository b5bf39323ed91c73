; Proves a hardware breakpoint on execution: #DB comes before the instruction, DR6 names the register, and RF
; in the pushed EFLAGS lets IRETD past it. SDM vol. 3, "Debug Registers", "Instruction-Breakpoint Exception
; Condition".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

ENABLE_DR0      equ 0x0000_0402         ; G0; R/W0 and LEN0 are 0, execution; bit 10 is always one

        lidt    [idt_pointer]
        xor     ecx, ecx                ; hits
        mov     eax, marked
        mov     dr0, eax
        mov     eax, ENABLE_DR0
        mov     dr7, eax
        mov     ebx, 3                  ; three rounds
round:  nop
marked: inc     esi
        dec     ebx
        jnz     round
        hlt

on_debug:
        inc     ecx
        mov     edi, [esp]              ; EIP
        sub     edi, marked
        or      dword [esp + 8], FLAG_RF
        mov     edx, dr6
        iretd

        idt_begin 32
        idt_entry VECTOR_DB, on_debug
        idt_end
