; Proves a data breakpoint: a write inside the four bytes is a trap behind the instruction, a read is not, nor
; is a write beside them. SDM vol. 3, "Debug Control Register (DR7)", "Data Memory and I/O Breakpoint
; Exception Conditions".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

WATCHED         equ 0x30_0000
ENABLE_DR1      equ 0x00D0_0408         ; G1; R/W1 is 1, writes; LEN1 is 3, four bytes; bit 10 as ever

        lidt    [idt_pointer]
        xor     ecx, ecx                ; hits
        mov     eax, WATCHED
        mov     dr1, eax
        mov     eax, ENABLE_DR1
        mov     dr7, eax
        mov     ebx, [WATCHED]
        mov     [WATCHED + 4], ebx
        mov     byte [WATCHED + 3], 0x55
behind: hlt

on_debug:
        inc     ecx
        mov     edi, [esp]              ; EIP
        sub     edi, behind
        mov     edx, dr6
        mov     al, [WATCHED + 3]       ; a trap: it has been written
        iretd

        idt_begin 32
        idt_entry VECTOR_DB, on_debug
        idt_end
