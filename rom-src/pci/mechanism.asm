; Proves configuration mechanism 1: the address register is written and read by doublewords alone and keeps its
; defined bits, without its enable bit the window is nobody's, the data window takes bytes, words and doublewords at
; their places, and what is not on the bus reads as ones.
; PCI Local Bus Specification 2.1, 3.7.4.1 (configuration mechanism #1).

%include "assert.inc"
%include "pci.inc"

%define HOST                    pci_address(0, 0, 0, PCI_ID)

        bits    16
        org     0x7C00

        xor     sp, sp

; ---- the address register: bits 1, 0 and 30 to 24 are zeros

        mov     dx, PORT_PCI_ADDRESS
        mov     eax, 0xFFFF_FFFF
        out     dx, eax
        in      eax, dx
        assert_eq eax, 0x80FF_FFFC
        mov     eax, HOST
        out     dx, eax
        in      eax, dx
        assert_eq eax, HOST

; ---- a byte or a word there is not for it

        mov     al, 0x55
        out     dx, al
        mov     ax, 0x0055                      ; its high byte is RC's, and is no reset
        out     dx, ax
        in      eax, dx
        assert_eq eax, HOST

; ---- the window

        mov     dx, PORT_PCI_DATA
        in      eax, dx
        assert_eq eax, 0x1237_8086
        in      ax, dx
        assert_eq ax, 0x8086
        in      al, dx
        assert_eq al, 0x86
        inc     dx
        in      al, dx
        assert_eq al, 0x80
        inc     dx
        in      ax, dx
        assert_eq ax, 0x1237
        inc     dx
        in      al, dx
        assert_eq al, 0x12

; ---- the two lowest bits of an address do not choose a byte

        mov     dx, PORT_PCI_ADDRESS
        mov     eax, HOST | 3
        out     dx, eax
        mov     dx, PORT_PCI_DATA
        in      al, dx
        assert_eq al, 0x86

; ---- without the enable bit nobody answers

        mov     dx, PORT_PCI_ADDRESS
        mov     eax, HOST & 0x7FFF_FFFF
        out     dx, eax
        mov     dx, PORT_PCI_DATA
        in      eax, dx
        assert_eq eax, 0xFFFF_FFFF

; ---- nothing at 00:02.0, at 00:00.1, on bus 1

        pci_read pci_address(0, 2, 0, PCI_ID)
        assert_eq eax, 0xFFFF_FFFF
        pci_read pci_address(0, 0, 1, PCI_ID)
        assert_eq eax, 0xFFFF_FFFF
        pci_read pci_address(1, 0, 0, PCI_ID)
        assert_eq eax, 0xFFFF_FFFF
        pass
