; Noise on both ports of the keyboard controller, commands to it and to the keyboard, resets and A20 among it, without
; end. A reset starts it again, with the seed that it had.

        bits    16
        org     0

%include "noise.inc"

start:  xor     ax, ax
        mov     ds, ax
        mov     ebx, [0x500]
next:   noise
        mov     [0x500], ebx
        mov     eax, ebx
        shr     eax, 20
        test    ebx, 0x8000_0000
        jz      command
        test    ebx, 0x4000_0000
        jz      data
        in      al, 0x64
        in      al, 0x60
        jmp     next
data:   out     0x60, al
        jmp     next
command:
        out     0x64, al
        jmp     next

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     near start
        times 0x10000 - ($ - $$) db 0xFF
