; Proves 4 MiB pages: with CR4.PSE a directory entry maps one by itself; here linear 0x00C00000 shows physical
; 0x00400000. SDM vol. 3, "32-Bit Paging".

%include "paging.inc"

        org     0x10_0000
        bits    32

WINDOW          equ 0x00C0_0000
PHYSICAL        equ 0x0040_0000
RIGHTS          equ PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE

        mov     eax, cr4
        or      eax, CR4_PSE
        mov     cr4, eax
        mov     dword [PAGE_DIRECTORY], RIGHTS
        mov     dword [PAGE_DIRECTORY + (WINDOW >> 22) * 4], PHYSICAL | RIGHTS
        paging_on
        mov     dword [WINDOW + 0x12_3450], 0x600D_F00D
        mov     eax, [WINDOW + 0x12_3450]
        hlt
