; Proves SSE with masked exceptions: four divisions at once, one of them inexact, one by zero, one invalid;
; MXCSR collects the flags. CR4.OSFXSR makes SSE available. SDM vol. 1, "Programming with Intel Streaming SIMD
; Extensions"; vol. 2, DIVPS.

%include "x86.inc"

        org     0
        bits    16

        mov     eax, cr4
        or      eax, CR4_OSFXSR
        mov     cr4, eax
        movups  xmm0, [dividends]
        movups  xmm1, [divisors]
        divps   xmm0, xmm1
        stmxcsr [status]
        mov     eax, [status]
        hlt

status: dd      0
dividends:
        dd      6.0, 1.0, -1.0, 0.0
divisors:
        dd      2.0, 3.0, 0.0, 0.0
