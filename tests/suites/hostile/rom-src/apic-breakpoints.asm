; Ends in a HLT with breakpoints set where the next ROM will run, write and print.

        org     0x10_0000
        bits    32

        xor     eax, eax
        mov     dr0, eax
        mov     eax, 0x10
        mov     dr1, eax
        mov     eax, 0x40
        mov     dr2, eax
        mov     eax, 0x7000
        mov     dr3, eax
        mov     eax, 0x0011_04FF        ; execution, execution, a write to each of the others
        mov     dr7, eax
        hlt
