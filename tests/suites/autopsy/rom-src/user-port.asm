; Proves that a write to a register of the processor by code at CPL 3 is told.

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
        push    dword 0x18 | 3
        push    dword 0x7000
        push    dword 0x20 | 3
        push    dword user
        retf
user:   cli                             ; BUG
        hlt

        align   8
gdt:    dq      0
        dq      0x00CF9A000000FFFF      ; 0x08: code
        dq      0x00CF92000000FFFF      ; 0x10: data
        dq      0x00CFF2000000FFFF      ; 0x18: data of CPL 3
        dq      0x00CFFA000000FFFF      ; 0x20: code of CPL 3
gdt_end:
gdt_register:
        dw      gdt_end - gdt - 1
        dd      gdt
