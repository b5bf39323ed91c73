; Proves a local descriptor table: LLDT takes its place from the GDT, a selector with bit 2 set is looked up
; there, and the segment's base is added. SDM vol. 3, "Segment Descriptor Tables", "Segment Selectors".

%define LOAD_ADDRESS 0x10_0000
%include "gdt.inc"

        org     LOAD_ADDRESS
        bits    32

SEL_LDT         equ 0x30
SEL_LOCAL       equ 0x08 | 4            ; index 1, table indicator LDT

        lgdt    [gdt_pointer]
        mov     eax, SEL_LDT
        lldt    ax
        sldt    ebx
        mov     ecx, SEL_LOCAL
        mov     es, cx
        mov     dword [es:0x10], 0x600D_F00D
        hlt

        align   8, db 0
ldt:    dq      0
        descriptor 0x20_0000, 0xFFF, SEG_DATA, SEG_32
LDT_LIMIT equ $ - ldt - 1

        flat_gdt_entries
        descriptor linear(ldt), LDT_LIMIT, SEG_LDT, SEG_16
        flat_gdt_end
