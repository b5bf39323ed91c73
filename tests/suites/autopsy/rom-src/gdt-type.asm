; Proves that a data segment that is read-only is told from its descriptor, where it is loaded into SS.

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
        mov     byte [0x500], 1
        hlt

        align   8
gdt:    dq      0
        dq      0x00CF9A000000FFFF      ; 0x08: code
        dq      0x00CF90000000FFFF      ; BUG: 0x10: data
gdt_end:
gdt_register:
        dw      gdt_end - gdt - 1
        dd      gdt
