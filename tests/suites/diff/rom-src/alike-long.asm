; 64-bit code: a new page table, a write through it, SSE, RIP-relative addresses, all registers.
        org     0x100000
        bits    64

start:  mov     rax, 0x123456789abcdef0
        mov     r8, rax
        bswap   r8
        mov     r15, [rel value]
        lea     rsi, [rel value]
        mov     qword [0x4010], 0x200083        ; linear 4 MiB to 6 MiB is physical 2 MiB to 4 MiB
        invlpg  [0x400000]
        mov     [0x400000], rax
        mov     rbx, [0x200000]
        mov     rax, cr4
        or      eax, 1 << 9                     ; OSFXSR
        mov     cr4, rax
        movq    xmm0, rbx
        paddq   xmm0, xmm0
        movq    rdx, xmm0
        push    rdx
        pop     r9
        hlt

        align   8
value:  dq      0xfedcba9876543210
