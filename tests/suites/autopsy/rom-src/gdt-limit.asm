; Proves that a selector behind the limit of the GDT is found where it is loaded.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        mov     ax, 0x30
        mov     fs, ax                  ; BUG
        hlt

        flat_gdt
