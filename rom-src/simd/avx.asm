; Proves AVX, in 64-bit mode: XSETBV enables the YMM state, 256-bit operations work in both lanes, and a
; 128-bit VEX operation clears the upper half. An exit to the harness, and one that KVM serves by itself, do not
; take the YMM state away. SDM vol. 1, "Programming with AVX, FMA, and Intel AVX2"; vol. 2, XSETBV. The case
; needs cpu: v3.

%include "x86.inc"

        org     0x10_0000
        bits    64

        mov     rax, cr4
        or      eax, CR4_OSFXSR | CR4_OSXSAVE
        mov     cr4, rax
        xor     ecx, ecx
        xgetbv                          ; x87 alone at start
        mov     edi, eax
        mov     eax, 7                  ; x87, SSE, AVX
        xor     edx, edx
        xsetbv

        mov     al, 'A'
        out     0xe9, al                ; an exit to the harness, and one that KVM serves by itself
        xor     eax, eax
        cpuid
        vmovdqu ymm0, [rel numbers]
        vpaddd  ymm1, ymm0, ymm0        ; AVX2
        vcvtdq2ps ymm2, ymm0
        vaddps  ymm2, ymm2, ymm2
        vmovaps ymm3, ymm0
        vmovaps xmm3, xmm3
        hlt

        align   32, db 0
numbers:
        dd      1, 2, 3, 4, 5, 6, 7, 8
