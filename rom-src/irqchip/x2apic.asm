; Proves the x2APIC mode: CPUID.1:ECX bit 21, the registers as MSRs, ICR in one write, the self IPI register, nothing at
; the address of the xAPIC; #GP for what is not there (DFR, the high half of ICR), for writes of what is read-only, and
; for ways between the modes that are not allowed. SDM vol. 3, 11.12 "Extended XAPIC (x2APIC)", table 11-6 and figure
; 11-27.

%define WIDTH 64
%include "irqchip/width.inc"

; base_set BITS: these two bits of the base MSR.
%macro base_set 1
        mov     ecx, MSR_APIC_BASE
        rdmsr
        and     eax, ~(APIC_BASE_ENABLE | APIC_BASE_X2APIC)
        or      eax, %1
        wrmsr
%endmacro

; is_gp NUMBER, MACRO...: its last instruction is the #GP of that number.
%macro is_gp 2+.nolist
        %2
        assert_eq dword [fault_count], %1
%endmacro

        lidt    [rel idt_pointer]
        mov     eax, 1
        cpuid
        and     ecx, 1 << 21
        assert_eq ecx, 1 << 21
        x2apic_on
        rdmsr
        assert_eq eax, APIC_ADDRESS | APIC_BASE_ENABLE | APIC_BASE_X2APIC | APIC_BASE_BSP
        apic_read APIC_VERSION
        assert_eq eax, 0xFFFF_FFFF, 'in memory'
        x2apic_read APIC_ID
        assert_eq eax, 0
        x2apic_read APIC_VERSION
        and     eax, 0xF0
        assert_eq eax, 0x10
        x2apic_read APIC_LDR
        assert_eq eax, 1, 'logical id'

        x2apic_write APIC_SPURIOUS, APIC_SOFTWARE_ENABLE | 0xFF
        sti
        x2apic_write X2APIC_SELF_IPI, 0x42
        nop
        assert_eq dword [ipis], 1
        x2apic_write APIC_ICR, APIC_ASSERT | 0x42, 0
        nop
        assert_eq dword [ipis], 2
        x2apic_write APIC_TPR, 0x40
        mov     rbx, cr8
        assert_eq rbx, 4
        x2apic_write X2APIC_SELF_IPI, 0x42
        nop
        assert_eq dword [ipis], 2
        x2apic_write APIC_TPR, 0
        nop
        assert_eq dword [ipis], 3

        x2apic_write APIC_TIMER_DIVIDE, APIC_DIVIDE_1
        x2apic_write APIC_LVT_TIMER, APIC_TIMER_ONE_SHOT | 0x42
        x2apic_write APIC_TIMER_INITIAL, 200_000
        cli
        wait_count ipis, 4

        is_gp   1, x2apic_read APIC_DFR
        is_gp   2, x2apic_read APIC_ICR_HIGH
        is_gp   3, x2apic_write APIC_ID, 1
        is_gp   4, x2apic_write APIC_VERSION, 0
        is_gp   5, x2apic_write APIC_LDR, 2
        is_gp   6, x2apic_read X2APIC_SELF_IPI
        is_gp   7, base_set APIC_BASE_ENABLE    ; back to the xAPIC
        is_gp   8, base_set APIC_BASE_X2APIC
        base_set 0
        is_gp   9, base_set APIC_BASE_ENABLE | APIC_BASE_X2APIC
        base_set APIC_BASE_ENABLE
        apic_read APIC_VERSION
        and     eax, 0xF0
        assert_eq eax, 0x10, 'the xAPIC'
        pass

on_ipi: push    rax
        push    rcx
        push    rdx
        inc     dword [ipis]
        x2apic_write APIC_EOI, 0
        pop     rdx
        pop     rcx
        pop     rax
        iretq
on_general_protection:
        inc     dword [fault_count]
        add     rsp, 8
        add     qword [rsp], 2          ; RDMSR and WRMSR have two bytes
        iretq

        align   4, db 0
ipis:   dd      0
fault_count:
        dd      0

        idt_begin WIDTH
        idt_entry VECTOR_GP, on_general_protection
        idt_entry 0x42, on_ipi
        idt_end
