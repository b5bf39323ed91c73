; Noise on every register of the ATA disk, at every width, commands and software resets among it, without end.

        org     0x10_0000
        bits    32

%include "ata.inc"
%include "noise.inc"

        mov     ebx, 1
        xor     ebp, ebp
next:   noise
        mov     eax, ebx
        shr     eax, 11
        mov     ecx, ebx
        shr     ecx, 28
        mov     edx, ecx
        and     edx, 7
        add     edx, PORT_ATA
        cmp     ecx, 15
        je      control
        test    edx, 7
        jz      data
        test    ecx, 8
        jz      read
        out     dx, al
        jmp     next
read:   in      al, dx
        jmp     next
control:
        mov     edx, ATA_CONTROL
        and     al, 0x86
        out     dx, al
        jmp     next
; At one time a doubleword, at another some words to or from memory.
data:   test    ebx, 0x0800_0000
        jz      block
        out     dx, eax
        in      eax, dx
        out     dx, ax
        in      al, dx
        jmp     next
block:  mov     ecx, 300
        mov     edi, 0x20_0000
        mov     esi, edi
        rep insw
        mov     ecx, 300
send:   out     dx, ax
        loop    send
        jmp     next
