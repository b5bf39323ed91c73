; Proves that MOVAPS from an address that is no multiple of 16 is told.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        mov     eax, cr0
        and     al, ~4                  ; EM
        or      al, 2                   ; MP
        mov     cr0, eax
        mov     eax, cr4
        or      eax, 0x600              ; OSFXSR, OSXMMEXCPT
        mov     cr4, eax
        movaps  xmm0, [0x504]           ; BUG
        hlt

        flat_gdt
