; From 16-bit to 32-bit to 64-bit code, in a code segment that does not begin at 0.

        org     0x7C00
        bits    16

        jmp     0x7C0:based - 0x7C00
based:  mov     bx, 0x1616
        mov     ax, 0x100
        mov     ss, ax
        mov     sp, 0x80
        push    bx
in16:   jmp     0:flat16
flat16: xor     ax, ax
        mov     ds, ax
        lgdt    [gdtr]
        mov     eax, cr0
        or      al, 1
        mov     cr0, eax
        jmp     dword 8:in32

        bits    32
in32:   mov     ax, 16
        mov     ds, ax
        mov     ss, ax
        mov     esp, 0x7000
        mov     ebx, 0x32323232
        mov     dword [0x1000], 0x2003
        mov     dword [0x2000], 0x3003
        mov     dword [0x3000], 0x83
        mov     eax, cr4
        or      eax, 1 << 5             ; PAE
        mov     cr4, eax
        mov     eax, 0x1000
        mov     cr3, eax
        mov     ecx, 0xC000_0080        ; EFER
        rdmsr
        or      eax, 1 << 8             ; LME
        wrmsr
        mov     eax, cr0
        or      eax, 1 << 31            ; PG
        mov     cr0, eax
        jmp     24:in64

        bits    64
in64:   mov     rbx, 0x6464_6464_6464_6464
        push    rbx
done:   hlt

gdtr:   dw      gdt_end - gdt - 1
        dd      gdt
gdt:    dq      0
        dq      0x00CF_9B00_0000_FFFF   ; 8: 32-bit code
        dq      0x00CF_9300_0000_FFFF   ; 16: data
        dq      0x00AF_9B00_0000_FFFF   ; 24: 64-bit code
gdt_end:
