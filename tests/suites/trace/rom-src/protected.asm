; A far jump into protected mode, and there: a gate, a fault with an error code, and PUSHFD.
        org     0x7c00
        bits    16

start:  cli
        xor     ax, ax
        mov     ds, ax
        lgdt    [gdt_pointer]
        lidt    [idt_pointer]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
enter:  jmp     0x08:wide

        bits    32
wide:   mov     ax, 0x10
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7c00
        mov     eax, 0x12345678
        pushfd
        pop     ebx
gate:   int     0x20
        mov     ecx, 1
        mov     ax, 0x40
fault:  mov     es, ax
        mov     ecx, 2
        hlt

service:
        inc     edx
        iretd

protection:
        pop     esi
        add     dword [esp], 2
        iretd

        align   8, db 0
gdt:    dq      0
        dq      0x00cf9b000000ffff
        dq      0x00cf93000000ffff
gdt_pointer:
        dw      $ - gdt - 1
        dd      gdt
        align   8, db 0
idt:    times 13 dq 0
        dw      protection, 8, 0x8e00, 0
        times 18 dq 0
        dw      service, 8, 0x8e00, 0
idt_pointer:
        dw      $ - idt - 1
        dd      idt

        times 510 - ($ - $$) db 0
        dw      0xaa55
