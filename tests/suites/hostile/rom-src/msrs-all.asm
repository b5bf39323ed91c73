; Reads and writes back every MSR from 0 to 0x1FFF, and then sets each to ones.

%include "survive.inc"

        survive_begin
        xor     ecx, ecx
each:   try     rdmsr
        try     wrmsr
        mov     eax, -1
        xor     edx, edx
        try     wrmsr
        inc     ecx
        cmp     ecx, 0x2000
        jb      each
        hlt
