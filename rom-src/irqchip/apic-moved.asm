; Proves that the registers of the local APIC lie where the base MSR says: at another address they are the same APIC,
; and nothing is left at the first one. SDM vol. 3, 11.4.5 "Relocating the Local APIC Registers".

%include "irqchip/width.inc"

MOVED   equ 0xD000_0000

; base_set ADDRESS: the other bits stay.
%macro base_set 1
        mov     ecx, MSR_APIC_BASE
        rdmsr
        and     eax, 0xFFF
        or      eax, %1
        wrmsr
%endmacro

        apic_enable 0x5F
        base_set MOVED
        mov     eax, [MOVED + APIC_SPURIOUS]
        assert_eq eax, APIC_SOFTWARE_ENABLE | 0x5F
        apic_read APIC_SPURIOUS
        assert_eq eax, 0xFFFF_FFFF, 'nothing there'
        mov     dword [MOVED + APIC_SPURIOUS], APIC_SOFTWARE_ENABLE | 0x6F
        base_set APIC_ADDRESS
        apic_read APIC_SPURIOUS
        assert_eq eax, APIC_SOFTWARE_ENABLE | 0x6F
        mov     eax, [MOVED + APIC_SPURIOUS]
        assert_eq eax, 0xFFFF_FFFF
        pass
