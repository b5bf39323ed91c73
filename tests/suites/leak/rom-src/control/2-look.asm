; Shows the control registers and EFER in long mode.

%include "show.inc"

        bits    64
        org     0x10_0000

        mov     rax, cr0
        show    'cr0', 64, rax
        mov     rax, cr2
        show    'cr2', 64, rax
        mov     rax, cr3
        show    'cr3', 64, rax
        mov     rax, cr4
        show    'cr4', 64, rax
        mov     rax, cr8
        show    'cr8', 64, rax
        mov     ecx, MSR_EFER
        rdmsr
        show    'efer', 32, eax
        hlt
