; Clears the page tables it runs on.

        org     0x10_0000
        bits    64

        mov     edi, 0x2000
        xor     eax, eax
        mov     ecx, 0x1000
        rep stosd
        mov     rax, cr3
        mov     cr3, rax
        mov     al, [0x30_0000]
        hlt
