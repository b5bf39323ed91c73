; Proves that a limit of the IDT that is one gate short is found where it is loaded, and where it is missed.

        org     0x7C00
        bits    16

        cli
        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7000
        lgdt    [gdt_register]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     0x08:protected

        bits    32
protected:
        mov     ax, 0x10
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
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

        align   8
gdt:    dq      0
        dq      0x00CF9A000000FFFF      ; 0x08: code
        dq      0x00CF92000000FFFF      ; 0x10: data
gdt_end:
gdt_register:
        dw      gdt_end - gdt - 1
        dd      gdt
