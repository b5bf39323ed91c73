; RSQRTSS is an approximation, which each processor makes as it likes (SDM vol. 2), and no general register shows it.
        org     0x100000
        bits    64

start:  mov     rax, cr4
        or      eax, 1 << 9             ; OSFXSR
        mov     cr4, rax
        mov     eax, 3
        cvtsi2ss xmm0, eax
        rsqrtss xmm1, xmm0
        hlt
