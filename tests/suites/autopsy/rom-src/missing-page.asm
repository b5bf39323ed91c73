; Proves that a page that is not present is told with the entry that lacks it.

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
        mov     edi, 0x10000            ; a page directory, and a table of the first 4 MiB
        mov     dword [edi], 0x11000 | 3
        mov     edi, 0x11000
        mov     eax, 3
        mov     ecx, 256                ; the first megabyte alone
fill:   mov     [edi], eax
        add     edi, 4
        add     eax, 0x1000
        loop    fill
        mov     eax, 0x10000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        mov     eax, [0x200000]         ; BUG
        hlt

        align   8
gdt:    dq      0
        dq      0x00CF9A000000FFFF      ; 0x08: code
        dq      0x00CF92000000FFFF      ; 0x10: data
gdt_end:
gdt_register:
        dw      gdt_end - gdt - 1
        dd      gdt
