; Proves that port writes which KVM collects are counted like all others: 8192 bytes go to the console and the POST
; port in turn, the cycles are exact, and the TSC, read every 32 writes, never goes back (SDM vol. 3, 18.17: it
; increases with every clock).

        bits 16
        org 0

ROUNDS  equ 256

        mov bp, ROUNDS
        xor edi, edi            ; the TSC's last value, in EDI and ESI
        xor esi, esi
round:  mov cx, 16
        mov al, '.'
write:  out 0xe9, al
        out 0x80, al
        loop write
        rdtsc
        cmp edx, edi
        jb back
        ja later
        cmp eax, esi
        jbe back
later:  mov edi, edx
        mov esi, eax
        dec bp
        jnz round
        mov al, 10
        out 0xe9, al
        out 0x80, al
back:   hlt                     ; BP is 0 where the TSC never went back
