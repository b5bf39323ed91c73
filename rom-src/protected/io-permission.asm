; Proves the I/O permission bitmap: with IOPL 0, ring 3 reaches exactly the ports whose bits are clear. The
; console is open; the POST port is not, and a port beyond the bitmap is not. SDM vol. 1, "I/O Permission Bit
; Map".

%define LOAD_ADDRESS 0x10_0000
%include "ring3.inc"
%include "ports.inc"

        org     LOAD_ADDRESS
        bits    32

DONE            equ 0x80

        ring3_setup
        lidt    [idt_pointer]
        enter_ring3 user

user:   xor     ecx, ecx
        mov     al, 'A'
        out     PORT_CONSOLE, al
        mov     ebp, refused_byte
        out     PORT_POST, al
refused_byte:
        mov     ebp, refused_word       ; its second port, 0xEA, is closed
        out     PORT_CONSOLE, ax
refused_word:
        mov     edx, PORT_EXIT_DEBUG
        mov     ebp, refused_far
        out     dx, al
refused_far:
        mov     al, 10
        out     PORT_CONSOLE, al
        int     DONE

on_general_protection:
        inc     ecx
        pop     ebx
        mov     [esp], ebp
        iretd

on_done:
        hlt

        ring3_gdt_entries
        flat_gdt_end
        ring3_tss
        times PORT_CONSOLE / 8 db 0xFF
        db      0xFF & ~(1 << (PORT_CONSOLE % 8))
        db      0xFF
        ring3_tss_end

        idt_begin 32
        idt_entry VECTOR_GP, on_general_protection
        idt_entry DONE, on_done, GATE_INTERRUPT | GATE_DPL3
        idt_end
