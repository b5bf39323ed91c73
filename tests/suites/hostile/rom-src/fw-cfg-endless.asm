; Reads every item of fw_cfg, four gigabytes of each, over all memory and on.

        org     0x10_0000
        bits    32

        xor     ebx, ebx
next:   mov     edx, 0x510
        mov     eax, ebx
        out     dx, ax
        out     dx, eax
        inc     edx
        mov     edi, 0x20_0000
        mov     ecx, 100
        rep insb
        inc     ebx
        cmp     ebx, 0x40
        jne     next
        mov     ecx, -1
        rep insd
        hlt
