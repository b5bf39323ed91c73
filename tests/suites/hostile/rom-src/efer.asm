; Sets EFER to every combination of its low sixteen bits, without paging and without PAE.

%include "survive.inc"

        survive_begin
        xor     ebx, ebx
each:   mov     ecx, MSR_EFER
        mov     eax, ebx
        xor     edx, edx
        try     wrmsr
        add     ebx, 0x100              ; the high byte: LME, LMA, NXE, SVME and on
        cmp     ebx, 0x1_0000
        jb      each
        hlt
