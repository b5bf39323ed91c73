; Ends with all four breakpoints set: code, a written and an accessed byte of debug/2-look, and a port.

%include "breakpoints.inc"
%include "x86.inc"

        bits    16
        org     0

        mov     eax, CR4_DE
        mov     cr4, eax
        mov     eax, CODE
        mov     dr0, eax
        mov     eax, WRITTEN
        mov     dr1, eax
        mov     eax, READ
        mov     dr2, eax
        mov     eax, PORT
        mov     dr3, eax
        mov     eax, 0xFFFF_EFFF
        mov     dr6, eax
        mov     eax, 0x2310_07FF       ; DR0 executed, DR1 written, DR2 accessed, DR3 a port; all local and global
        mov     dr7, eax
        hlt
