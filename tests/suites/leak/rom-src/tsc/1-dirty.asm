; Ends with the TSC and TSC_ADJUST moved by a WRMSR of the TSC, which KVM does not take back: this VM must not be used
; again.

        bits    16
        org     0

        mov     ecx, 0x10
        mov     eax, 0x1234_5678
        mov     edx, 0x9ABC
        wrmsr
        hlt
