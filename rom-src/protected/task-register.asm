; Proves LTR: it loads the task register and marks the descriptor busy, in memory, so that loading it again is
; #GP. SDM vol. 2, LTR; vol. 3, "TSS Descriptor".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

TSS_ACCESS equ  gdt + SEL_TSS + 5

        lidt    [idt_pointer]
        lgdt    [gdt_pointer]
        mov     dl, [TSS_ACCESS]
        mov     ecx, SEL_TSS
        ltr     cx
        mov     dh, [TSS_ACCESS]
        str     esi
again:  ltr     cx
        hlt

on_general_protection:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, again
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_end
