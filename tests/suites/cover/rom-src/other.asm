; As ways.asm, in 32-bit code.

        org     0x100000
        bits    32

        mov     ecx, 3                  ;= 1
        call    again                   ;= 1
        ud2                             ;= 1    began, and was not completed

%include "count.inc"

dead:   test    eax, eax                ;= 0
        jz      behind                  ;= 0 0/0
        jnz     dead                    ;= 0 0/0
        times 200 nop                   ;= 0
behind: hlt                             ;= 0
