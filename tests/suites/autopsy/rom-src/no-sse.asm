; Proves that SSE without CR4.OSFXSR is told.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        xorps   xmm0, xmm0              ; BUG
        hlt

        flat_gdt
