; Proves that a data segment that is read-only is told from its descriptor, where it is loaded into SS.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        mov     byte [0x500], 1
        hlt

        align   8
gdt:    dq      0
        descriptor 0, 0xFFFFF, SEG_CODE, SEG_32_4K
        descriptor 0, 0xFFFFF, SEG_DATA - 2, SEG_32_4K  ; BUG: it cannot be written
        flat_gdt_end
