; Proves the integer side of x86-64-v2: PSHUFB (SSSE3), PMULLD (SSE4.1), PCMPISTRI, CRC32 (SSE4.2) and POPCNT.
; SDM vol. 2 for each. CRC32 is the Castagnoli polynomial, whose check value for "123456789" is 0xE3069283.

%include "x86.inc"

        org     0
        bits    16

        mov     eax, cr4
        or      eax, CR4_OSFXSR
        mov     cr4, eax

        movdqu  xmm0, [bytes_in_order]
        pshufb  xmm0, [reversal]
        movdqu  xmm1, [factors]
        pmulld  xmm1, xmm1

        movdqu  xmm2, [set]
        pcmpistri xmm2, [text], 0x00    ; the first byte of text that is in the set; ECX is its index
        mov     ebp, ecx

        mov     si, digits
        mov     cx, 9
        mov     edx, -1
more:   lodsb
        crc32   edx, al
        loop    more
        not     edx

        mov     eax, 0xF0F0_0001
        popcnt  ebx, eax
        hlt

        align   16, db 0
bytes_in_order:
        db      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
reversal:
        db      15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0x80
factors:
        dd      3, -4, 0x10000, 0x10001
set:    db      'xyz', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
text:   db      'a needle y here', 0
digits: db      '123456789'
