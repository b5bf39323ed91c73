; Leaves values in MSRs that KVM does not list, ignores when written back, or never forgets.

%include "survive.inc"

        survive_begin
        mov     si, values
next:   lodsd
        mov     ecx, eax
        test    ecx, ecx
        jz      done
        lodsd
        xor     edx, edx
        try     wrmsr
        jmp     next
done:   hlt

values: dd      0x10, 5                 ; TSC, and with it TSC_ADJUST
        dd      0x1B, 0xFED0_0100       ; APIC_BASE
        dd      0x200, 0x0000_0006, 0x201, 0xFFFF_F800, 0x2FF, 0x0C06
        dd      0x402, 0x1234, 0x403, 0x5678
        dd      0xC001_0015, 0x4_0000   ; HWCR: KVM takes it and does not take it back
        dd      0xC001_0114, 0x18       ; VM_CR: locks itself
        dd      0xC001_1029, 2          ; DE_CFG
        dd      0
