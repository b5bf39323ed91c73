; Proves PAE paging: four entries of eight bytes at CR3, directories with pages of 2 MiB; linear 0xC0000000,
; by the fourth entry, shows physical 0x00600000. SDM vol. 3, "PAE Paging".

%include "x86.inc"

        org     0x10_0000
        bits    32

POINTERS        equ 0x20_0020           ; 32-byte aligned is enough
DIRECTORY_LOW   equ 0x20_1000
DIRECTORY_HIGH  equ 0x20_2000
WINDOW          equ 0xC000_0000
PHYSICAL        equ 0x0060_0000

        mov     dword [POINTERS], DIRECTORY_LOW | PAGE_PRESENT
        mov     dword [POINTERS + 3 * 8], DIRECTORY_HIGH | PAGE_PRESENT
        mov     dword [DIRECTORY_LOW], PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE
        mov     dword [DIRECTORY_LOW + 8], 0x20_0000 | PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE
        mov     dword [DIRECTORY_HIGH], PHYSICAL | PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE

        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     eax, POINTERS
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        jmp     short on
on:     mov     dword [WINDOW + 0x1238], 0x600D_F00D
        mov     eax, [WINDOW + 0x1238]
        mov     ebx, [DIRECTORY_HIGH]
        hlt
