; Proves what memory is that is not there: reads give all ones at every width, writes go nowhere and end
; nothing. The address is the first one behind 1 MiB of RAM, FFFF:0010.

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
        xor     eax, eax
        mov     al, [0x10]
        mov     ebx, eax
        xor     eax, eax
        mov     ax, [0x10]
        mov     ecx, eax
        mov     dword [0x10], 0x12345678
        mov     eax, [0x10]
        hlt
