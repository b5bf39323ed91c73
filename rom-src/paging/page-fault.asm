; Proves demand paging: a read and a write to pages that are not present are #PF with CR2 and the error code
; that says which; the handler maps the page, and the instruction runs again. SDM vol. 3, "Interrupt 14 -
; Page-Fault Exception (#PF)".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"
%include "paging.inc"

        org     LOAD_ADDRESS
        bits    32

READ_AT         equ 0x30_0120
WRITE_AT        equ 0x30_5678
REPORT          equ 0x8000              ; error code and CR2 of each fault

        mov     dword [READ_AT], 0x600D_F00D
        lidt    [idt_pointer]
        map_identity
        mov     dword [pte(READ_AT)], 0
        mov     dword [pte(WRITE_AT)], 0
        paging_on

        mov     edi, REPORT
        mov     ebx, [READ_AT]
        mov     dword [WRITE_AT], 0x1234_5678
        mov     ecx, [WRITE_AT]
        hlt

on_page_fault:
        xchg    eax, [esp]              ; the error code
        stosd
        mov     eax, cr2
        stosd
        shr     eax, 12
        mov     edx, eax
        shl     edx, 12
        or      edx, PAGE_PRESENT | PAGE_WRITABLE
        mov     [PAGE_TABLE + eax * 4], edx
        pop     eax
        iretd

        idt_begin 32
        idt_entry VECTOR_PF, on_page_fault
        idt_end
