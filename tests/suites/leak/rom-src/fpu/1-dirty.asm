; Ends with something in all of x87 and SSE: registers, control, status, pointers, MXCSR.

%include "x86.inc"

        bits    64
        org     0x10_0000

        mov     rax, cr4
        or      eax, CR4_OSFXSR | CR4_OSXMMEXCPT
        mov     cr4, rax
        fldpi
        fldl2e
        fldl2t
        fldlg2
        fldln2
        fld1
        fldcw   [rel control]
        fld1
        fldz
        fdivp                           ; zero divide, an invalid operation behind it, and pointers
        fld     qword [rel noise]
        ldmxcsr [rel mxcsr]
%assign n 0
%rep 16
        movdqu  xmm %+ n, [rel noise + n]
%assign n n + 1
%endrep
        hlt

control: dw     0x0F7F                  ; 64 bits, to zero
        align   4
mxcsr:  dd      0xFFBF                  ; all but DAZ
noise:
%assign n 1
%rep 32
        db      n * 7 & 0xFF
%assign n n + 1
%endrep
