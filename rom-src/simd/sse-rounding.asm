; Proves the four rounding modes of MXCSR.RC on 2.5 and -2.5; CVTTSS2SI goes towards zero in each of them.
; SDM vol. 1, "Rounding Control Field".

%include "x86.inc"

        org     0
        bits    16

        mov     eax, cr4
        or      eax, CR4_OSFXSR
        mov     cr4, eax
        movss   xmm0, [value]
        movss   xmm1, [negative]
        cvtss2si eax, xmm0
        ldmxcsr [down]
        cvtss2si ebx, xmm1
        ldmxcsr [up]
        cvtss2si ecx, xmm0
        cvtss2si edx, xmm1
        cvttss2si esi, xmm0
        ldmxcsr [to_zero]
        cvtss2si edi, xmm1
        hlt

value:  dd      2.5
negative:
        dd      -2.5
down:   dd      0x3F80
up:     dd      0x5F80
to_zero:
        dd      0x7F80
