; Changes every bit that can be changed of every MSR that can be read, one after the other: those stay changed that can
; be so together. Not of EFER, and not of those that are never as before again.

%include "msrs.inc"

        bits    16
        org     0

        msrs_begin
each:   msrs_next done
        cmp     ecx, MSR_EFER           ; efer/ has that
        je      each
        cmp     ecx, MSR_TSC            ; and these have a folder of their own
        je      each
        cmp     ecx, MSR_HWCR
        je      each
        cmp     ecx, MSR_VM_CR
        je      each
        call    msr_change
        jmp     each
done:   hlt

        msrs_routines
