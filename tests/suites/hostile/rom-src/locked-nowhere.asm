; Locked and wide instructions on memory that is not there.

        org     0x10_0000
        bits    32

        mov     ebx, 0xE000_0FFF
        lock xadd [ebx], eax
        lock cmpxchg8b [ebx + 1]
        xchg    [ebx + 9], ecx
        movsd
        mov     esi, ebx
        mov     edi, ebx
        mov     ecx, 100
        rep movsd
        pushad
        lock bts [ebx], eax
        fxsave  [ebx + 1]
        hlt
