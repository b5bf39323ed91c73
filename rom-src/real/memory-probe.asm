; Proves that a ROM can find the end of memory by writing to it: from 1 MiB upwards, in steps of 64 KiB, until
; a pattern does not stick. In unreal mode. EBX becomes the size of memory.

%include "protected.inc"

        org     0
        bits    16

        cli
        lgdt    [gdt_pointer]
        mov     eax, cr0
        or      al, CR0_PE
        mov     cr0, eax
        mov     bx, SEL_DATA
        mov     ds, bx
        and     al, ~CR0_PE & 0xFF
        mov     cr0, eax

        mov     ebx, 0x10_0000
probe:  mov     ecx, [ebx]
        mov     dword [ebx], 0x55AA_A55A
        cmp     dword [ebx], 0x55AA_A55A
        mov     [ebx], ecx              ; leave it as it was
        jne     found
        add     ebx, 0x1_0000
        jmp     probe
found:  hlt

        flat_gdt
