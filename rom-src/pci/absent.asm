; Proves that a machine without PCI has nothing at the ports of configuration mechanism 1, nor of mechanism 2.
; PCI Local Bus Specification 2.1, 3.7.4.1, 3.7.4.2: a BIOS finds PCI by reading back what it wrote to 0xCF8.

%include "assert.inc"
%include "pci.inc"

        bits    16
        org     0x7C00

        xor     sp, sp
        mov     dx, PORT_PCI_ADDRESS
        mov     eax, pci_address(0, 0, 0, 0)
        out     dx, eax
        in      eax, dx
        assert_eq eax, 0xFFFF_FFFF
        mov     dx, PORT_PCI_DATA
        in      eax, dx
        assert_eq eax, 0xFFFF_FFFF
        mov     dx, 0xCF9
        in      al, dx
        assert_eq al, 0xFF
        mov     al, 0x06                        ; no reset
        out     dx, al
        mov     dx, 0xCFA
        in      al, dx
        assert_eq al, 0xFF
        pass
