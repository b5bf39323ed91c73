; Reloads CR3, toggles global pages and invalidates pages without end.

        org     0x10_0000
        bits    64

storm:  mov     rax, cr3
        mov     cr3, rax
        invlpg  [rbx]
        add     rbx, 0x1000
        mov     rax, cr4
        xor     al, 0x80
        mov     cr4, rax
        jmp     storm
