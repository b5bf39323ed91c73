; SYSRET and SYSCALL, whose FMASK clears TF and IF.

        org     0x10_0000
        bits    64

        ; Everything is for users, too: 2 MiB from 0 on; this lies in the first.
        mov     dword [0x20_0000], 0x20_1007
        mov     dword [0x20_1000], 0x20_2007
        mov     dword [0x20_2000], 0x87
        mov     eax, 0x20_0000
        mov     cr3, rax
        lgdt    [gdtr]
        mov     ecx, 0xC000_0080        ; EFER
        rdmsr
        or      eax, 1                  ; SCE
        wrmsr
        mov     ecx, 0xC000_0081        ; STAR
        xor     eax, eax
        mov     edx, 0x1B_0008
        wrmsr
        mov     ecx, 0xC000_0082        ; LSTAR
        mov     eax, service
        xor     edx, edx
        wrmsr
        mov     ecx, 0xC000_0084        ; FMASK
        mov     eax, 0x301
        wrmsr
        mov     ecx, user
        mov     r11d, 2
        o64 sysret
user:   mov     eax, r11d
        stc
        syscall
        jmp     $
service:
        mov     ebx, r11d
        pushfq
        pop     rdx
        hlt

gdtr:   dw      gdt_end - gdt - 1
        dq      gdt
gdt:    dq      0
        dq      0x00AF_9B00_0000_FFFF
        dq      0x00CF_9300_0000_FFFF
        dq      0x00CF_FB00_0000_FFFF
        dq      0x00CF_F300_0000_FFFF
        dq      0x00AF_FB00_0000_FFFF
gdt_end:
