; Ends with selectors, bases, limits and types in all eight segment registers, GDTR and IDTR that no start state has.

%define LOAD_ADDRESS 0x10_0000
%include "gdt.inc"

        bits    32
        org     LOAD_ADDRESS

        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     ax, SEL_LDT
        lldt    ax
        mov     ax, SEL_TSS
        ltr     ax
        mov     ax, SEL_DOWN
        mov     ds, ax
        mov     es, ax
        mov     ax, SEL_USER | 3
        mov     fs, ax
        mov     gs, ax
        mov     ax, SEL_ODD
        mov     ss, ax
        jmp     SEL_CONFORMING:odd
odd:    hlt

        align   8, db 0
gdt:    dq      0
SEL_CONFORMING equ $ - gdt
        descriptor 0, 0xFFFFF, 0x9F, SEG_32_4K | 1      ; conforming, AVL
SEL_DOWN equ $ - gdt
        descriptor 0x12_3450, 0x00123, 0x97, SEG_32     ; expands down
SEL_ODD equ $ - gdt
        descriptor 0x65_4320, 0x0ABCD, SEG_DATA, SEG_16 | 1
SEL_USER equ $ - gdt
        descriptor 0x65_0000, 0x0FEDC, SEG_DATA | SEG_DPL3, SEG_32
SEL_LDT equ $ - gdt
        descriptor 0x20_0000, 0x00777, SEG_LDT, SEG_16
SEL_TSS equ $ - gdt
        descriptor 0x30_0000, 0x00888, SEG_TSS, SEG_16
        times 0x5AA8 - ($ - gdt) db 0
gdt_pointer:
        dw      0x5AA7
        dd      gdt
idt_pointer:
        dw      0x7FF
        dd      0x40_0000
