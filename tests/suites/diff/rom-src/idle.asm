; Waits for nothing where the processor has romkit's name, and else loops.
        org     0x7c00
        bits    16

start:  mov     eax, 0x80000002
        cpuid
        cmp     eax, 'romk'
spin:   jne     spin
        sti
        hlt

        times 510 - ($ - $$) db 0
        dw      0xaa55
