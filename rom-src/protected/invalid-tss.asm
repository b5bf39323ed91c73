; Proves #TS: a call gate leads from ring 3 to ring 1, but the stack that the TSS names for ring 1 is not in
; the GDT. The error code is that selector; the handler runs in ring 0, whose stack is good. SDM vol. 3,
; "Interrupt 10 - Invalid TSS Exception (#TS)".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_RING1_CODE  equ 0x30 | 1
SEL_GATE        equ 0x38 | 3
BAD_STACK       equ 0x0148 | 1          ; RPL is right, the index is not

        ring3_setup
        lidt    [idt_pointer]
        mov     dword [tss + 16], BAD_STACK     ; SS1
        enter_ring3 user

user:   call    SEL_GATE:0              ; the offset does not count
        jmp     $

ring1:  jmp     $

on_invalid_tss:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, user
        pop     edx                     ; CS
        hlt

        ring3_gdt_entries
        descriptor 0, 0xFFFFF, SEG_CODE | 0x20, SEG_32_4K       ; DPL 1
        gate32  SEL_RING1_CODE, linear(ring1), GATE_CALL | GATE_DPL3
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_TS, on_invalid_tss
        idt_end
