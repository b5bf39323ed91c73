; Proves what `start: long` is: 64-bit mode at 1 MiB, the first 4 GiB mapped to themselves.

        org     0x10_0000
        bits    64

        mov     rax, 0xFFFF_FFFF_F000_0000      ; a 64-bit immediate: this is 64-bit code
        mov     rbx, rax
        mov     ecx, [rel marker]
        hlt
marker: dd      0x600D_CAFE
