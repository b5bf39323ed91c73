; Proves that a port where no device answers reads as all ones, at every width and also by REP INS, and
; swallows what is written to it. IN to AL or AX leaves the rest of EAX alone. SDM vol. 2, IN, INS.

%include "ports.inc"

        org     0
        bits    16

BYTES   equ     0x8000
WORDS   equ     0x8010
DWORDS  equ     0x8020

        mov     dx, PORT_NOBODY
        in      al, dx
        mov     ebx, eax
        xor     eax, eax
        in      ax, dx
        mov     ecx, eax
        mov     ebp, ecx
        xor     eax, eax
        in      eax, dx

        mov     di, BYTES
        mov     cx, 3
        rep insb
        mov     di, WORDS
        mov     cx, 2
        rep insw
        mov     di, DWORDS
        mov     cx, 1
        rep insd

        out     dx, al
        out     dx, ax
        out     dx, eax
        hlt
