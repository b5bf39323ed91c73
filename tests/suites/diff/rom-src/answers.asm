; Asks CPUID and the time stamp counter, whose answers are each machine's own, and keeps none of them.
        org     0x7c00
        bits    16

start:  mov     eax, 0x80000004         ; the end of the processor's name
        cpuid
        rdtsc
        in      al, 0x61                ; refresh, bit 4: toggles all the time
        xor     eax, eax
        xor     ebx, ebx
        xor     ecx, ecx
        xor     edx, edx
        hlt

        times 510 - ($ - $$) db 0
        dw      0xaa55
