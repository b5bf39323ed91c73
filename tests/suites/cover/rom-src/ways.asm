; Counted by hand: behind `;=` stands how often the line is executed by both cases together, then how often a branch
; is taken and not taken. What has no such comment is no code. tests/e2e/cover.sh compares.

        org     0x7c00
        bits    16

        jmp     start                   ;= 2
%include "count.inc"

start:  cmp     bl, 5                   ;= 2    bl is 1 in the case low, 9 in high
        jb      low                     ;= 2 1/1
        mov     al, 2                   ;= 1
        jmp     join                    ;= 1
low:    mov     al, 3                   ;= 1
join:   same    bl, bl                  ;= 2
        same    al, 2                   ;= 2
        nothing
        hidden                          ;= 2
        call    once                    ;= 2
        mov     cx, 3                   ;= 2
        mov     di, 0x600               ;= 2
        rep     stosb                   ;= 2    three steps, executed once
        times 3 inc dx                  ;= 2
        %rep 2
        inc     dx                      ;= 4    once in each round
        %endrep
        cmp     al, 4                   ;= 2
        je      dead                    ;= 2 0/2
        jz      $ + 2                   ;= 2    goes to the same place either way: no directions
        jmp     patched                 ;= 2

table:  constant 0x1234
        db      1, 2
        align   16

dead:   outer   al                      ;= 0
        jc      dead                    ;= 0 0/0
        db      0x0f, 0x0b

patched:
        mov     byte [other + 1], 7     ;= 2
other:  mov     al, 1                   ;= 2    the same instruction, with another operand
        mov     byte [gone], 0x90       ;= 2
gone:   cli                             ;= 0    a NOP when it is its turn

        mov     si, far_code            ;= 2
        mov     di, 0x800               ;= 2
        mov     cx, far_end - 0x800     ;= 2
        rep     movsb                   ;= 2
        call    0:0x800                 ;= 2
        jmp     0x7d00                  ;= 2

        times 0x100-($-$$) nop          ; fills up: padding
        hlt                             ;= 2

        times 510-($-$$) db 0
        dw      0xaa55

far_code:
section far vstart=0x800 align=1
        test    al, al                  ;= 2
        jnz     .set                    ;= 2 2/0
        nop                             ;= 0
.set:   retf                            ;= 2
far_end:
