; Finds every function on buses 0 to 3 as a BIOS does, and prints its place, vendor and device, class and header
; type. The cases have machines with and without a disk, and with no PCI at all: then all reads are ones.
; PCI Local Bus Specification 2.1, 6.1 (vendor FFFFh: nothing is there), 6.2.1 (class codes; bit 7 of the header type:
; functions 1 to 7 are to be looked at); Intel 290549 (82441FX), 290550 (PIIX3).

%include "assert.inc"
%include "pci.inc"

        bits    16
        org     0x7C00

        xor     sp, sp
        mov     ebx, pci_address(0, 0, 0, PCI_ID)
device: call    function
        jc      next
        lea     ecx, [ebx + PCI_HEADER]
        pci_read ecx
        test    eax, 0x0080_0000
        jz      next
        mov     cx, 7
each:   add     ebx, 0x100
        call    function
        loop    each
next:   and     ebx, 0xFFFF_F800
        add     ebx, 0x800
        cmp     ebx, pci_address(4, 0, 0, PCI_ID)
        jne     device
        print   'end', 10
        hlt

; Prints the function at EBX. CF where there is none.
function:
        pci_read ebx
        cmp     ax, 0xFFFF
        stc
        je      .done
        mov     esi, eax
        push    cx
        print   'at '
        mov     eax, ebx
        shr     eax, 8
        print_hex 16, ax
        print   ' id '
        print_hex 32, esi
        lea     ecx, [ebx + PCI_CLASS]
        pci_read ecx
        shr     eax, 8
        print   ' class '
        print_hex 32, eax
        lea     ecx, [ebx + PCI_HEADER]
        pci_read ecx
        shr     eax, 16
        print   ' header '
        print_hex 8, al
        print   10
        pop     cx
        clc
.done:  ret
