; Noise on every register of COM1, with its interrupt on, loopback, breaks and resets of the FIFOs among it, without
; end.

%include "storm.inc"

        storm_begin
        pic_init 0x20, 0x28
        pic_unmask IRQ_COM1
        sti
next:   noise
        mov     edx, ebx
        shr     edx, 28
        mov     eax, ebx
        shr     eax, 16
        test    dl, 8
        jnz     read
        add     dx, 0x3F8
        out     dx, al
        jmp     next
read:   add     dx, 0x3F8 - 8
        in      al, dx
        jmp     next
