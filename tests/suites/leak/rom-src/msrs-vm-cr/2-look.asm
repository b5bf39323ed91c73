; Shows VM_CR.

%include "msrs.inc"
%include "show.inc"

        bits    16
        org     0

        mov     ecx, MSR_VM_CR
        rdmsr
        show    'high', 32, edx
        show    'low', 32, eax
        hlt
