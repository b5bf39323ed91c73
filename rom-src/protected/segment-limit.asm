; Proves that a code segment has a base and a limit: offsets count from the base, and a far jump beyond the
; limit is #GP(0) at the jump. SDM vol. 2, JMP; vol. 3, "Limit Checking".
;
; Limits of data segments are as strict on a CPU, but the box's TCG does not check them, so no ROM here relies
; on it.

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_WINDOW      equ 0x30
WINDOW_LIMIT    equ 1

        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        jmp     SEL_WINDOW:0

        ; Two bytes that run at offsets 0 and 1.
window: stc
        int3

on_breakpoint:
        pop     esi                     ; EIP behind the INT3, seen from the window: 2
        pop     edi                     ; CS
        add     esp, 4
        jmp     SEL_CODE32:outside
outside:
        jmp     SEL_WINDOW:WINDOW_LIMIT + 1

on_general_protection:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, outside
        hlt

        flat_gdt_entries
        descriptor linear(window), WINDOW_LIMIT, SEG_CODE, SEG_32
        flat_gdt_end

        idt_begin 32
        idt_entry VECTOR_BP, on_breakpoint
        idt_entry VECTOR_GP, on_general_protection
        idt_end
