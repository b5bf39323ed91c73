; Proves that MSRs hold what WRMSR puts there, and that a case can look at them. SDM vol. 2, RDMSR, WRMSR;
; vol. 4.
;
; EFER.LME is left out on purpose. While it is set and CR4.PAE and CR0.PG are clear, QEMU 7.2 cannot leave the
; guest: its #VMEXIT writes the host's CR0 before the host's EFER, takes that for a way into long mode without
; PAE, and the box hangs. ROMs that run there set PAE first, as the manual's order of steps has it anyway.

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
        mov     ecx, MSR_EFER
        mov     eax, EFER_NXE | EFER_SCE
        wrmsr
        rdmsr
        hlt
