; Ends with ones in all that can be written of all functions, but for the register that resets the CPU.

%include "pci.inc"

        bits    16
        org     0

        mov     si, functions
.next:  lodsd
        test    eax, eax
        jz      .done
        mov     ebx, eax
        mov     cx, 64
.each:  cmp     bl, 0x90                ; TRC is in there
        je      .skip
        pci_write ebx, 0xFFFF_FFFF
.skip:  add     ebx, 4
        loop    .each
        jmp     .next
.done:  mov     dx, 0xCF9
        mov     al, 2
        out     dx, al
        hlt

functions:
        dd      pci_address(0, 0, 0, 0), pci_address(0, 1, 0, 0), pci_address(0, 1, 1, 0), 0
