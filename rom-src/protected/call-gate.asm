; Proves a call gate: ring 3 calls ring 0 through it, two dwords of arguments are copied to the inner stack,
; and RETF takes them off both stacks on the way back. SDM vol. 3, "Call Gates", "Stack Switching".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_GATE        equ SEL_OWN | 3
DONE            equ 0x80

        ring3_setup
        lidt    [idt_pointer]
        enter_ring3 user

user:   push    dword 40
        push    dword 2
        call    SEL_GATE:0
        mov     esi, esp                ; as before the pushes
        mov     edi, cs
        int     DONE

; add(a, b) into EAX, in ring 0.
service:
        mov     ecx, cs
        mov     ebp, esp
        mov     eax, [esp + 8]
        add     eax, [esp + 12]
        retf    8

on_done:
        hlt

        ring3_gdt_entries
        gate32  SEL_KERNEL_CODE, linear(service), GATE_CALL | GATE_DPL3, 2
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry DONE, on_done, GATE_INTERRUPT | GATE_DPL3
        idt_end
