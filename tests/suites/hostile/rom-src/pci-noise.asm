; Noise on the configuration space of all that is on the PCI bus, resets among it, without end: whatever becomes of
; the memory that it runs from, the BIOS starts again below 4 GiB.

        bits    16
        org     0

%include "noise.inc"

start:  mov     ecx, [cs:seed]
        rdtsc
        lea     ebx, [eax + ecx]
next:   noise
        mov     eax, ebx
        shr     eax, 8
        and     eax, 0x0000_19FC                ; devices 0 and 3, functions 0 and 1
        test    ebx, 0x8000_0000
        jz      there
        and     eax, 0x0000_09FC                ; devices 0 and 1
there:  or      eax, 0x8000_0000
        mov     dx, 0xCF8
        out     dx, eax
        mov     dx, 0xCFC
        in      eax, dx
        xor     eax, ebx
        out     dx, eax
        test    ebx, 0x0030_0000
        jnz     next
        mov     ax, 0xF000                      ; writes to what may be RAM by now
        mov     ds, ax
        mov     [bx], eax
        mov     ah, 0xC0
        mov     ds, ax
        mov     [bx], eax
        mov     dx, 0xCF9
        shr     eax, 24
        test    ebx, 0x0FC0_0000
        jnz     next
        out     dx, al
        jmp     next
seed:   dd      0x1234_5678

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     near start
        times 0x10000 - ($ - $$) db 0xFF
