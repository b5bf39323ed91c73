; Proves what else x86-64-v3 brings: FMA with a single rounding, BMI1 and BMI2 bit work, MOVBE and LZCNT.
; SDM vol. 2: VFMADD231SD, PEXT, PDEP, ANDN, BLSR, MOVBE, LZCNT. The case needs cpu: v3.

%include "x86.inc"

        org     0x10_0000
        bits    64

        mov     rax, cr4
        or      eax, CR4_OSFXSR | CR4_OSXSAVE
        mov     cr4, rax
        xor     ecx, ecx
        xor     edx, edx
        mov     eax, 7
        xsetbv

        ; (1 + 2^-30)^2 - 1 is 2^-29 + 2^-60: rounding the square first would lose the second term
        vmovsd  xmm0, [rel minus_one]
        vmovsd  xmm1, [rel just_above_one]
        vfmadd231sd xmm0, xmm1, xmm1

        mov     eax, 0x1234_5678
        mov     ebx, 0xF0F0_F0F0
        pext    r8d, eax, ebx           ; the digits 1 3 5 7
        pdep    r9d, r8d, ebx           ; and back
        andn    r10d, ebx, eax          ; those not in the mask
        blsr    r11d, eax               ; without its lowest one
        movbe   r12d, [rel numbers]
        mov     eax, 0x0001_0000
        lzcnt   r13d, eax
        hlt

        align   8, db 0
minus_one:
        dq      -1.0
just_above_one:
        dq      0x3FF0_0000_0040_0000
numbers:
        db      0x01, 0x02, 0x03, 0x04
