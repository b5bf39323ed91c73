; Leaves something in the MSRs that a guest can write without an exit: those of SYSENTER and SYSCALL, and KERNEL_GS_BASE.

        bits    32
        org     0x10_0000

        mov     esi, msrs
        mov     ebx, 8
        xor     edx, edx
next:   lodsd
        mov     ecx, eax
        mov     eax, 0x11
        wrmsr
        dec     ebx
        jnz     next
        hlt

msrs:   dd      0x174, 0x175, 0x176, 0xc000_0081, 0xc000_0082, 0xc000_0083, 0xc000_0084, 0xc000_0102
