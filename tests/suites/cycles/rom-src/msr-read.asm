; Looks whether there is something in the MSRs that msr-write writes.

        bits    32
        org     0x10_0000

        mov     esi, msrs
        mov     ebx, 8
        xor     edi, edi
next:   lodsd
        mov     ecx, eax
        rdmsr
        or      edi, eax
        or      edi, edx
        dec     ebx
        jnz     next
        hlt

msrs:   dd      0x174, 0x175, 0x176, 0xc000_0081, 0xc000_0082, 0xc000_0083, 0xc000_0084, 0xc000_0102
