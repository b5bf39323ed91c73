; Prints the last letters of the processor's name: in step all is alike, alone it is not.
        org     0x7c00
        bits    16

start:  mov     eax, 0x80000002         ; the beginning of the processor's name
        cpuid
        mov     cx, 4
letter: out     0xe9, al
        shr     eax, 8
        loop    letter
        hlt

        times 510 - ($ - $$) db 0
        dw      0xaa55
