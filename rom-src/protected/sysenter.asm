; Proves SYSENTER and SYSEXIT: ring 3 to ring 0 and back without a table, segments by the order of the GDT,
; EIP and ESP by MSRs and by EDX and ECX. SDM vol. 3, "Fast System Calls in 32-Bit Mode".
;
; Protected mode, because in long mode an AMD CPU, which romkit's models are, has no SYSENTER (APM vol. 3,
; SYSENTER).

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

DONE            equ 0x80
SYSENTER_STACK  equ 0x6_0000

        ring3_setup
        lidt    [idt_pointer]
        xor     edx, edx
        mov     ecx, MSR_SYSENTER_CS
        mov     eax, SEL_KERNEL_CODE
        wrmsr
        mov     ecx, MSR_SYSENTER_ESP
        mov     eax, SYSENTER_STACK
        wrmsr
        mov     ecx, MSR_SYSENTER_EIP
        mov     eax, service
        wrmsr
        enter_ring3 user

user:   mov     ecx, esp
        mov     edx, behind
        mov     eax, 41
        sysenter
        jmp     $
behind: mov     edi, cs
        mov     ebp, ss
        int     DONE

service:
        inc     eax
        mov     ebx, esp
        mov     esi, cs
        sysexit

on_done:
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry DONE, on_done, GATE_INTERRUPT | GATE_DPL3
        idt_end
