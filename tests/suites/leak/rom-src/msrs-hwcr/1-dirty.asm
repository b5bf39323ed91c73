; Changes all that can be changed of HWCR, which KVM does not take back: this VM must not be used again.

%include "msrs.inc"

        bits    16
        org     0

        msrs_begin
        mov     ecx, MSR_HWCR
        call    msr_change
        hlt

        msrs_routines
