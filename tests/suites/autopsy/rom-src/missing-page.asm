; Proves that a page that is not present is told with the entry that lacks it.

%include "protected.inc"

        org     0x7C00
        bits    16

        enter_protected protected

        bits    32
protected:
        load_flat_segments
        mov     esp, 0x7000
        mov     edi, 0x10000            ; a page directory, and a table of the first 4 MiB
        mov     dword [edi], 0x11000 | 3
        mov     edi, 0x11000
        mov     eax, 3
        mov     ecx, 256                ; the first megabyte alone
fill:   mov     [edi], eax
        add     edi, 4
        add     eax, 0x1000
        loop    fill
        mov     eax, 0x10000
        mov     cr3, eax
        mov     eax, cr0
        or      eax, 0x80000000
        mov     cr0, eax
        mov     eax, [0x200000]         ; BUG
        hlt

        flat_gdt
