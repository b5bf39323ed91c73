; Proves that a write to a register of the processor by code at CPL 3 is told.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        push    dword 0x30 | 3
        push    dword 0x7000
        push    dword 0x38 | 3
        push    dword user
        retf
user:   cli                             ; BUG
        hlt

        flat_gdt_entries
        descriptor 0, 0xFFFFF, SEG_DATA + SEG_DPL3, SEG_32_4K   ; 0x30
        descriptor 0, 0xFFFFF, SEG_CODE + SEG_DPL3, SEG_32_4K   ; 0x38
        flat_gdt_end
