; Proves the U/S bit: ring 3 may not touch a supervisor page (#PF, error code "user, present") nor write to a
; read-only one ("user, write, present"). The handler gives the page away and ring 3 goes on. SDM vol. 3,
; "Determination of Access Rights".

%define LOAD_ADDRESS 0x10_0000
%include "paging.inc"
%include "ring3.inc"

        org     LOAD_ADDRESS
        bits    32

SUPERVISOR      equ 0x30_0000
READ_ONLY       equ 0x30_1000
DONE            equ 0x80

        ring3_setup
        lidt    [idt_pointer]
        map_identity PAGE_USER
        and     dword [pte(SUPERVISOR)], ~PAGE_USER
        and     dword [pte(READ_ONLY)], ~PAGE_WRITABLE
        paging_on
        xor     ebx, ebx
        enter_ring3 user

user:   mov     eax, [SUPERVISOR]
        mov     ecx, ebx                ; the error code of that
        mov     eax, [READ_ONLY]        ; allowed
        mov     dword [READ_ONLY], 1
        int     DONE

on_page_fault:
        pop     ebx
        mov     edx, cr2
        mov     esi, edx
        shr     edx, 12
        or      dword [PAGE_TABLE + edx * 4], PAGE_USER | PAGE_WRITABLE
        invlpg  [esi]
        iretd

on_done:
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_PF, on_page_fault
        idt_entry DONE, on_done, GATE_INTERRUPT | GATE_DPL3
        idt_end
