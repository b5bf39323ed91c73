; Proves which destinations of ICR are this CPU, which is the only one: its id and the broadcast 0xFF, its bit of LDR in
; the flat model, its cluster and bit in the cluster model, the shorthands for itself and for all; and which are not:
; another id, other bits, another cluster, and all but itself. SDM vol. 3, 11.6.2 "Determining IPI Destination".

%include "irqchip/width.inc"

VECTOR  equ 0x42
TO_ALL  equ 0x8_0000
TO_OTHERS equ 0xC_0000

; comes COMMAND, DESTINATION, TIMES: whether it does.
%macro comes 3.nolist
        mov     dword [count], 0
        apic_ipi VECTOR | (%1), %2
        nop
        assert_eq dword [count], %3
%endmacro

        lidt    [idt_pointer]
        apic_enable 0xFF
        sti

        comes   0, 0, 1
        comes   0, 1, 0
        comes   0, 0xFF, 1
        comes   APIC_TO_SELF, 1, 1
        comes   TO_ALL, 1, 1
        comes   TO_OTHERS, 0, 0

        comes   APIC_LOGICAL, 0x01, 0   ; LDR is 0
        apic_write APIC_LDR, 0x0400_0000
        comes   APIC_LOGICAL, 0x04, 1
        comes   APIC_LOGICAL, 0x0C, 1
        comes   APIC_LOGICAL, 0xFB, 0
        comes   APIC_LOGICAL, 0xFF, 1
        comes   APIC_LOGICAL | APIC_DELIVER_LOWEST, 0x04, 1     ; KVM may choose a CPU that is not there, were it named

        apic_write APIC_DFR, 0x0FFF_FFFF
        apic_write APIC_LDR, 0x2400_0000
        comes   APIC_LOGICAL, 0x24, 1
        comes   APIC_LOGICAL, 0x2C, 1
        comes   APIC_LOGICAL, 0x2B, 0
        comes   APIC_LOGICAL, 0x14, 0
        pass

on_ipi: apic_counter count

        align   4, db 0
count:  dd      0

        idt_begin WIDTH
        idt_entry VECTOR, on_ipi
        idt_end
