; Noise on the interrupt controllers, the timer, its gate and the clock, which all interrupt as they come to be set up,
; at any vector, without end.

%include "noise.inc"

        noise_begin
next:   noise
        mov     eax, ebx
        shr     eax, 10
        mov     esi, ebx
        shr     esi, 27
        and     si, 15
        movzx   dx, [cs:ports + si]
        test    dl, dl
        jnz     some
        mov     dx, 0x4D0                       ; edge or level
        test    ebx, 0x0400_0000
        jz      some
        inc     dx
some:   sti
        test    ebx, 0x0200_0000
        jz      read
        out     dx, al
        jmp     next
read:   in      al, dx
        jmp     next

ports:  db      0x20, 0x21, 0xA0, 0xA1, 0x40, 0x41, 0x42, 0x43, 0x43, 0x61, 0x70, 0x71, 0x71, 0x20, 0x21, 0
