; Proves that a far jump to a data segment is told.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        jmp     0x10:elsewhere          ; BUG
elsewhere:
        hlt

        flat_gdt
