; Writes to every MSR there may be: what it held, all ones, zero. Those that fault are stepped over.

%include "survive.inc"

        survive_begin
        mov     si, ranges
next:   lodsd
        mov     ecx, eax
        lodsd
        mov     edi, eax
        test    edi, edi
        jz      done
each:   try     rdmsr
        try     wrmsr
        cmp     ecx, MSR_EFER           ; has a ROM of its own
        je      skip
        mov     eax, -1
        mov     edx, -1
        try     wrmsr
        mov     edx, 0
        try     wrmsr
        xor     eax, eax
        try     wrmsr
skip:   inc     ecx
        dec     edi
        jnz     each
        jmp     next
done:   hlt

ranges: dd      0x0, 0x600, 0x800, 0x100, 0x1C00, 0x40
        dd      0xC000_0000, 0x120, 0xC000_0200, 0x20, 0xC001_0000, 0x160, 0xC001_1000, 0x40
        dd      0x4B56_4D00, 0x10, 0x4000_0000, 0x20, 0x4000_0100, 0x8, 0x10, 0x2
        dd      0, 0
