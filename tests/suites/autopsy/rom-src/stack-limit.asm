; Proves that a push below the bottom of an expand-up stack segment is told.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        mov     ax, 0x30
        mov     ss, ax
        mov     esp, 2
        push    eax                     ; BUG
        hlt

        flat_gdt_entries
        descriptor 0, 0xFFF, SEG_DATA, SEG_32   ; 0x30: 4 KiB of stack
        flat_gdt_end
