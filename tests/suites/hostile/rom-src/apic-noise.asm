; Noise on all registers of both APICs, without end; interrupts are off, and there is an IDT for the NMIs.

LOAD_ADDRESS equ 0x10_0000
        org     LOAD_ADDRESS
        bits    32
%include "apic.inc"
%include "idt.inc"
%include "ioapic.inc"
%include "noise.inc"

        lidt    [idt_pointer]
        mov     ebx, 0x1234_5678
next:   noise
        mov     edi, ebx
        shr     edi, 16
        and     edi, 0x3F0
        mov     eax, ebx
        cmp     edi, APIC_ICR
        jne     any
        and     eax, ~0x600             ; fixed, lowest priority: INIT and SMI end all this
any:    mov     [APIC_ADDRESS + edi], eax
        mov     ecx, [APIC_ADDRESS + edi]
        mov     eax, ebx
        shr     eax, 12
        and     eax, 0x3F
        mov     [IOAPIC_SELECT], eax
        mov     eax, ebx
        and     eax, ~0x600
        mov     [IOAPIC_WINDOW], eax
        mov     ecx, [IOAPIC_WINDOW]
        jmp     next

on_nmi: iret

        idt_begin 32
        idt_entry 2, on_nmi
        idt_end
