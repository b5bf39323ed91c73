; Proves that a MOV to CR0 that sets PG with EFER.LME set and CR4.PAE clear is #GP(0) and changes nothing. SDM vol. 3,
; 10.8.5: the forgotten PAE of many a first kernel.

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32                      ; start: protected

        lidt    [idt_pointer]
        mov     ecx, MSR_EFER
        mov     eax, EFER_LME
        xor     edx, edx
        wrmsr
        mov     eax, cr0
        or      eax, 1 << 31
sets:   mov     cr0, eax
        hlt

on_general_protection:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, sets
        mov     esi, 1
        hlt

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_end
