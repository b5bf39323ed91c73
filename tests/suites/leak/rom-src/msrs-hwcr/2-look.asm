; Shows HWCR.

%include "msrs.inc"
%include "show.inc"

        bits    16
        org     0

        mov     ecx, MSR_HWCR
        rdmsr
        show    'high', 32, edx
        show    'low', 32, eax
        hlt
