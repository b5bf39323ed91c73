; Proves that MSRs hold what WRMSR puts there, and that a case can look at them. SDM vol. 2, RDMSR, WRMSR; vol. 4.

%include "x86.inc"

        org     0
        bits    16

        mov     ecx, MSR_SYSENTER_CS
        rdmsr
        mov     ebx, eax                ; zero at start
        mov     eax, 0x1234
        xor     edx, edx
        wrmsr
        xor     eax, eax
        rdmsr
        mov     esi, eax

        mov     ecx, MSR_SYSENTER_EIP
        mov     eax, 0x8765_4321
        wrmsr
        mov     ecx, MSR_EFER           ; long mode enabled, but not active without paging
        mov     eax, EFER_LME | EFER_SCE
        wrmsr
        rdmsr
        hlt
