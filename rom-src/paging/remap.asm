; Proves that INVLPG makes a changed mapping count: one linear page shows first one, then another physical
; page. SDM vol. 3, "Invalidation of TLBs and Paging-Structure Caches".

%include "paging.inc"

        org     0x10_0000
        bits    32

WINDOW          equ 0x30_0000
FIRST           equ 0x31_0000
SECOND          equ 0x32_0000

        mov     dword [FIRST], 0x1111_1111
        mov     dword [SECOND], 0x2222_2222
        map_identity
        mov     dword [pte(WINDOW)], FIRST | PAGE_PRESENT | PAGE_WRITABLE
        paging_on
        mov     eax, [WINDOW]
        mov     dword [pte(WINDOW)], SECOND | PAGE_PRESENT | PAGE_WRITABLE
        invlpg  [WINDOW]
        mov     ebx, [WINDOW]
        mov     dword [WINDOW + 4], 0x3333_3333
        hlt
