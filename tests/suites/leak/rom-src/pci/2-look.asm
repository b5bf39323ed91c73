; Shows the address register, the reset register and all registers of all functions.

%include "show.inc"
%include "pci.inc"

        bits    16
        org     0

        mov     dx, PORT_PCI_ADDRESS
        in      eax, dx
        show    'address', 32, eax
        show_port 0xCF9
        mov     si, functions
.next:  lodsd
        test    eax, eax
        jz      .done
        mov     ebx, eax
        mov     cx, 64
.each:  pci_read ebx
        print_hex 32, eax
        add     ebx, 4
        test    bl, 0x1F
        jnz     .on
        say     10
.on:    loop    .each
        jmp     .next
.done:  hlt

functions:
        dd      pci_address(0, 0, 0, 0), pci_address(0, 1, 0, 0), pci_address(0, 1, 1, 0), 0
