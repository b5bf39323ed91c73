; Proves that A20 is one address line and nothing more: closed, each megabyte with an odd number shows the one before
; it, also through page tables, while even ones are themselves; and what was written while it was open is there again
; when it opens. Runs below 1 MiB in protected mode. SDM vol. 3, "Paging" (A20M is applied to the physical address).

%include "assert.inc"
%include "keyboard.inc"
%include "protected.inc"

%define MARK            0x8_0000        ; of each megabyte: its number
%define DIRECTORY       0x1_0000        ; page tables
%define TABLE           0x1_1000
%define MEGABYTES       8

        org     0
        bits    16

start:  enter_protected flat
        bits    32
flat:   load_flat_segments
        mov     esp, 0x7000

        mov     ecx, MEGABYTES
mark:   mov     eax, ecx
        dec     eax
        mov     edi, eax
        shl     edi, 20
        mov     [edi + MARK], eax
        loop    mark

        call    close
        xor     ecx, ecx
look:   mov     edi, ecx
        shl     edi, 20
        mov     eax, ecx
        and     eax, ~1
        assert_eq [edi + MARK], eax
        inc     ecx
        cmp     ecx, MEGABYTES
        jb      look

        mov     dword [0x30_0000 + MARK], 0x33  ; goes to megabyte 2
        assert_eq dword [0x20_0000 + MARK], 0x33

; ---- through a page table: the line is closed behind the translation
        mov     dword [DIRECTORY], TABLE | PAGE_PRESENT | PAGE_WRITABLE
        mov     edi, TABLE
        mov     eax, PAGE_PRESENT | PAGE_WRITABLE
        mov     ecx, 1024
        cld
table:  stosd
        add     eax, 0x1000
        loop    table
        mov     dword [TABLE + 0x200 * 4], 0x50_0000 | MARK | PAGE_PRESENT      ; linear 2 MiB
        mov     eax, DIRECTORY
        mov     cr3, eax
        mov     eax, cr0
        or      eax, CR0_PG
        mov     cr0, eax
        assert_eq dword [0x20_0000], 4          ; not 5
        call    open
        assert_eq dword [0x20_0000], 5
        mov     eax, cr0
        and     eax, ~CR0_PG
        mov     cr0, eax
        assert_eq dword [0x30_0000 + MARK], 3
        assert_eq dword [0x20_0000 + MARK], 0x33
        pass

close:  keyboard_command KEYBOARD_A20_OFF
        in      al, 0x92
        and     al, 0xFC
        out     0x92, al
        ret
open:   in      al, 0x92
        and     al, 0xFE
        or      al, 0x02
        out     0x92, al
        ret

        flat_gdt
