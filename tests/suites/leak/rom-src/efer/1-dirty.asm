; Ends with EFER.LME set and CR4.PAE clear: in the box romkit holds that bit back, and single-steps the guest meanwhile.

%include "x86.inc"

        bits    16
        org     0

        mov     ecx, MSR_EFER
        mov     eax, EFER_LME
        xor     edx, edx
        wrmsr
        hlt
