; Ends with every general register and every flag but TF and IF otherwise than at the start.

%include "x86.inc"

        bits    64
        org     0x10_0000

        push    FLAGS_STATUS | FLAG_DF | 0x3000 | FLAG_NT | FLAG_AC | FLAG_ID
        popfq
        mov     rax, 0x8111_1111_1111_1111
        mov     rbx, 0x8222_2222_2222_2222
        mov     rcx, 0x8333_3333_3333_3333
        mov     rdx, 0x8444_4444_4444_4444
        mov     rsi, 0x8555_5555_5555_5555
        mov     rdi, 0x8666_6666_6666_6666
        mov     rbp, 0x8777_7777_7777_7777
        mov     rsp, 0x8888_8888_8888_8888
%assign n 8
%rep 8
        mov     r %+ n, 0x8999_9999_9999_9900 + n
%assign n n + 1
%endrep
        hlt
