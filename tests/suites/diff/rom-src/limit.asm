; Reads behind the limit of a data segment: #GP by the manual (SDM vol. 3, 5.3), which QEMU's TCG does not
; check, and so the box's CPU neither.
        org     0x7c00
        bits    16

start:  cli
        xor     ax, ax
        mov     ds, ax
        lgdt    [table]
        lidt    [interrupts]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     0x08:protected

        bits    32
protected:
        mov     ax, 0x10
        mov     ds, ax
        mov     ax, 0x18
        mov     ss, ax
        mov     esp, 0x7000
        mov     ebx, [0x0ffc]           ; the last that is allowed
beyond: mov     ecx, [0x1000]
        mov     edx, 1
        hlt

refused:
        mov     edx, 2
        hlt

        align   8
gdt:    dq      0
        dq      0x00cf9b000000ffff      ; 0x08: code, flat
        dq      0x0040930000000fff      ; 0x10: data, limit 0xfff
        dq      0x00cf93000000ffff      ; 0x18: the stack, flat
table:  dw      table - gdt - 1
        dd      gdt

        align   8
idt:    times 13 dq 0
        dw      refused, 0x08, 0x8e00, 0
interrupts:
        dw      interrupts - idt - 1
        dd      idt

        times 510 - ($ - $$) db 0
        dw      0xaa55
