; Switches to a task whose TSS is zeros.

%include "gdt.inc"

        org     0x10_0000
        bits    32

        lgdt    [gdt_pointer]
        mov     ax, 0x30
        ltr     ax
        jmp     0x38:0

        flat_gdt_entries
        descriptor 0x20_0000, 0x67, SEG_TSS, 0
        descriptor 0x20_1000, 0x67, SEG_TSS, 0
        flat_gdt_end
