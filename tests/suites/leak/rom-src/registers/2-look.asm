; Shows every general register and the flags, as the first thing that it does.

%include "show.inc"

        bits    64
        org     0x10_0000

        mov     [rel saved], rax
        mov     [rel saved + 8], rcx
        mov     [rel saved + 16], rdx
        mov     [rel saved + 24], rbx
        mov     [rel saved + 32], rsp
        mov     [rel saved + 40], rbp
        mov     [rel saved + 48], rsi
        mov     [rel saved + 56], rdi
%assign n 8
%rep 8
        mov     [rel saved + n * 8], r %+ n
%assign n n + 1
%endrep
        pushfq
        pop     qword [rel saved + 128]
        lea     rbx, [rel saved]
        mov     ebp, 17
next:   print_hex 64, [rbx]
        say     10
        add     rbx, 8
        dec     ebp
        jnz     next
        hlt

        align   8, db 0
saved:  times 17 dq 0
