; Proves that the CPU keeps the accessed and dirty bits: a read sets the first, a write both, an untouched
; page has neither, and the directory's entry is accessed. SDM vol. 3, "Accessed and Dirty Flags".

%include "paging.inc"

        org     0x10_0000
        bits    32

READ_AT         equ 0x30_0000
WRITTEN_AT      equ 0x30_1000
UNTOUCHED       equ 0x30_2000

        map_identity
        paging_on
        mov     al, [READ_AT]
        mov     [WRITTEN_AT], al
        mov     eax, [pte(READ_AT)]
        mov     ebx, [pte(WRITTEN_AT)]
        mov     ecx, [pte(UNTOUCHED)]
        mov     edx, [PAGE_DIRECTORY]
        and     edx, PAGE_ACCESSED
        hlt
