; Proves NX: with EFER.NXE a page whose entry has bit 63 set can be read and written, but fetching from it is
; #PF with the instruction-fetch bit, and CR2 is where it jumped to. SDM vol. 3, "Determination of Access
; Rights".

%define LOAD_ADDRESS 0x10_0000
%include "idt.inc"

        org     LOAD_ADDRESS
        bits    64

TABLES          equ 0x20_0000           ; a PDPT and a directory
PHYSICAL        equ 0x40_0000
WINDOW          equ 0x80_0000_0000      ; the second entry of the PML4

        lidt    [rel idt_pointer]
        mov     ecx, MSR_EFER
        rdmsr
        or      eax, EFER_NXE
        wrmsr

        mov     rdi, cr3
        mov     qword [rdi + 8], TABLES | PAGE_PRESENT | PAGE_WRITABLE
        mov     dword [TABLES], (TABLES + 0x1000) | PAGE_PRESENT | PAGE_WRITABLE
        mov     dword [TABLES + 0x1000], PHYSICAL | PAGE_PRESENT | PAGE_WRITABLE | PAGE_LARGE
        mov     dword [TABLES + 0x1004], PAGE_NX_HIGH

        mov     rsi, WINDOW
        mov     byte [rsi], 0xF4        ; a HLT that must not run
        mov     bl, [rsi]
        jmp     rsi

on_page_fault:
        pop     rcx                     ; error code
        pop     rdx                     ; RIP
        hlt

        idt_begin 64
        idt_entry VECTOR_PF, on_page_fault
        idt_end
