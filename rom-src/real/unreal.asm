; Proves "unreal mode": a segment loaded in protected mode keeps its 4 GiB limit back in real mode, until the
; end or the next protected mode, since loading a segment register in real mode sets selector and base and
; nothing else. SDM vol. 3, "Switching Back to Real-Address Mode"; APM vol. 2, "Real Addressing".

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
        xor     bx, bx
        mov     ds, bx                  ; base 0 again, the limit stays

        mov     edi, 0x11_0000
        mov     dword [edi], 0x600D_F00D
        mov     ecx, [edi]
        hlt

        flat_gdt
