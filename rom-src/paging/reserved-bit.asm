; Proves that a reserved bit in an entry is #PF with RSVD in the error code: bit 13 of a PAE directory entry
; that maps 2 MiB has to be zero. SDM vol. 3, "PAE Paging", "Page-Fault Exceptions".
;
; A CPU sets bit 0 (present) of the error code too; the box's TCG does not, so it is not compared.

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    32

POINTERS        equ 0x20_0000
DIRECTORY       equ 0x20_1000
BAD_PAGE        equ 0x40_0000
RESERVED_BIT    equ 1 << 13

        lidt    [idt_pointer]
        mov     dword [POINTERS], DIRECTORY | PAGE_PRESENT
        mov     dword [DIRECTORY], PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE
        mov     dword [DIRECTORY + (BAD_PAGE >> 21) * 8], BAD_PAGE | RESERVED_BIT | PAGE_PRESENT | PAGE_LARGE
        mov     eax, cr4
        or      eax, CR4_PAE
        mov     cr4, eax
        mov     eax, POINTERS
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        jmp     short on
on:     mov     al, [BAD_PAGE + 0x777]
        hlt

on_page_fault:
        pop     ebx                     ; error code
        and     ebx, 1 << 3             ; RSVD
        mov     ecx, cr2
        hlt

        idt_begin 32
        idt_entry VECTOR_PF, on_page_fault
        idt_end
