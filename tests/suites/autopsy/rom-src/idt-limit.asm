; Proves that a limit of the IDT that is one gate short is found where it is loaded, and where it is missed.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        lidt    [idt_register]          ; BUG
        int     0x21
        hlt

handler:
        iret

        align   8
idt:    times 0x21 dq 0
        dw      handler - $$ + 0x7C00, 0x08, 0x8E00, 0
idt_end:
idt_register:
        dw      idt_end - idt - 1 - 8
        dd      idt

        flat_gdt
