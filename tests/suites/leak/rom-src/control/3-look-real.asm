; The same in real mode, which another one of the same size may follow.

%include "show.inc"

        bits    16
        org     0

        mov     eax, cr0
        show    'cr0', 32, eax
        mov     eax, cr2
        show    'cr2', 32, eax
        mov     eax, cr3
        show    'cr3', 32, eax
        mov     eax, cr4
        show    'cr4', 32, eax
        mov     ecx, MSR_EFER
        rdmsr
        show    'efer', 32, eax
        hlt
