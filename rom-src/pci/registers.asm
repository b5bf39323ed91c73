; Proves which bits of the configuration space can be written, at each width: ids, class and status are read-only,
; the command register keeps its R/W bits, a byte or a word changes nothing beside it, there is no base address
; register to be sized, and what is not implemented is zeros.
; Intel 290549 (82441FX) 3.2: PCICMD, MLT, DRB; Intel 290550 (PIIX3) 2.2: PIRQRC; 2.3: IDETIM. PCI Local Bus
; Specification 2.1, 6.2.5.1 (sizing).

%include "assert.inc"
%include "pci.inc"

%define HOST                    pci_address(0, 0, 0, 0)
%define ISA                     pci_address(0, 1, 0, 0)
%define IDE                     pci_address(0, 1, 1, 0)
%define ONES                    0xFFFF_FFFF

; writes_to ADDRESS, VALUE, READ: written so, it reads so
%macro writes_to 3
        pci_write %1, %2
        pci_read %1
        assert_eq eax, %3
%endmacro

        bits    16
        org     0x7C00

        xor     sp, sp

; ---- read-only

        writes_to HOST + PCI_ID, ONES, 0x1237_8086
        writes_to HOST + PCI_CLASS, ONES, 0x0600_0000
        writes_to ISA + PCI_ID, 0, 0x7000_8086
        writes_to ISA + PCI_CLASS, ONES, 0x0601_0000
        writes_to ISA + PCI_HEADER, ONES, 0x0080_0000
        writes_to IDE + PCI_CLASS, ONES, 0x0101_8000

; ---- the command register: PERRE and SERRE of the host bridge; memory and bus master are always on, status stays

        writes_to HOST + PCI_COMMAND, ONES, 0x0280_0146
        writes_to HOST + PCI_COMMAND, 0, 0x0280_0006
        writes_to ISA + PCI_COMMAND, ONES, 0x0200_010F
        writes_to ISA + PCI_COMMAND, 0, 0x0200_0007
        writes_to IDE + PCI_COMMAND, ONES, 0x0280_0005

; ---- the latency timer has its low three bits zero

        writes_to HOST + PCI_HEADER, ONES, 0x0000_F800

; ---- no base address registers

        writes_to HOST + PCI_BAR0, ONES, 0
        writes_to ISA + PCI_BAR0, ONES, 0
        writes_to IDE + PCI_BAR0, ONES, 0

; ---- bytes and words beside each other: the DRAM row boundaries

        pci_write HOST + 0x60, 0x4433_2211
        mov     dx, PORT_PCI_DATA + 1
        mov     al, 0xAA
        out     dx, al
        pci_read HOST + 0x60
        assert_eq eax, 0x4433_AA11
        mov     dx, PORT_PCI_DATA + 2
        mov     ax, 0xBBCC
        out     dx, ax
        pci_read HOST + 0x60
        assert_eq eax, 0xBBCC_AA11
        mov     dx, PORT_PCI_DATA + 3
        in      al, dx
        assert_eq al, 0xBB

; ---- interrupt routing: bits 6 to 4 are reserved

        writes_to ISA + 0x60, ONES, 0x8F8F_8F8F
        writes_to ISA + 0x60, 0x0A0B_0C0D, 0x0A0B_0C0D

; ---- IDE timing, and one function does not see the other's writes

        writes_to IDE + 0x40, 0xA344_A344, 0xA344_A344
        pci_read ISA + 0x40
        assert_eq eax, 0

; ---- not implemented

        writes_to HOST + 0x40, ONES, 0
        writes_to HOST + 0xFC, ONES, 0
        pass
