; Shows the first words that are not zero, and sums up the tables of `long`, in which it runs.

%include "show.inc"

        bits    64
        org     0x10_0000

        xor     edi, edi
        mov     ecx, 0x1000 / 4
        call    scan
        mov     edi, 0x6000
        mov     ecx, (0x7_F000 - 0x6000) / 4    ; up to the stack
        call    scan
        mov     edi, 0x8_0000
        mov     ecx, (0x10_0000 - 0x8_0000) / 4
        call    scan
        mov     edi, 0x10_1000
        mov     ecx, 0x0F_F000 / 4
        call    scan
        xor     ebx, ebx
        mov     esi, 0x1000
        mov     ecx, 0x5000 / 4
.sum:   lodsd
        and     al, ~(PAGE_ACCESSED | PAGE_DIRTY)
        rol     ebx, 1
        add     ebx, eax
        loop    .sum
        show    'tables', 32, ebx
        hlt

scan:   xor     eax, eax
        repe scasd
        jne     .dirty
        show    'zero up to', 32, edi
        ret
.dirty: sub     edi, 4
        show    'not zero at', 32, edi
        ret
