; Shows every MSR that can be read, but the TSC.

%include "msrs.inc"
%include "show.inc"

        bits    16
        org     0

        msrs_begin
each:   msrs_next done
        cmp     ecx, MSR_TSC
        je      each
        call    msr_read
        jc      each
        print_hex 32, ecx
        say     ' '
        print_hex 32, edx
        print_hex 32, eax
        say     10
        jmp     each
done:   say     'end', 10
        hlt

        msrs_routines
