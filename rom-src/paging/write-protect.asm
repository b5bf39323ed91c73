; Proves CR0.WP: without it ring 0 may write to read-only pages, with it that is #PF, error code "present,
; write". SDM vol. 3, "Determination of Access Rights".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"
%include "paging.inc"

        org     LOAD_ADDRESS
        bits    32

READ_ONLY       equ 0x30_0000

        lidt    [idt_pointer]
        map_identity
        and     dword [pte(READ_ONLY)], ~PAGE_WRITABLE
        paging_on
        mov     byte [READ_ONLY], 0x11
        mov     al, [READ_ONLY]

        mov     ecx, cr0
        or      ecx, CR0_WP
        mov     cr0, ecx
writes: mov     byte [READ_ONLY], 0x22
        hlt

on_page_fault:
        pop     ebx                     ; error code
        pop     ecx                     ; EIP
        sub     ecx, writes
        mov     ah, [READ_ONLY]         ; reading is allowed
        hlt

        idt_begin 32
        idt_entry VECTOR_PF, on_page_fault
        idt_end
