; Proves the PIIX3's reset control register: SRST is kept, RCPU going from 0 to 1 resets the CPU and leaves memory and
; the chipset as they were, and a doubleword at 0xCF8 does not touch it.
; Intel 290550 (PIIX3), RC, the reset control register (port CF9h).

%include "assert.inc"
%include "pci.inc"
%include "reset.inc"

%define PORT_RC                 0xCF9
%define RC_SRST                 0x02
%define RC_RCPU                 0x04
%define WITNESS                 0x0600

        bits    16
        org     0

start:  cmp     word [WITNESS], 0
        jne     again

        mov     word [WITNESS], 0x600D
        mov     dx, PORT_RC
        in      al, dx
        assert_eq al, 0
        mov     al, RC_SRST
        out     dx, al
        in      al, dx
        assert_eq al, RC_SRST
        mov     dx, PORT_PCI_ADDRESS            ; 04 in its second byte would be RCPU
        mov     eax, 0x8000_0400
        out     dx, eax
        pci_write pci_address(0, 0, 0, PCI_COMMAND), 0x0000_0140
        mov     dx, PORT_RC
        mov     al, RC_SRST | RC_RCPU
        out     dx, al
        assert_never

again:  assert_eq word [WITNESS], 0x600D, 'memory stays'
        pci_read pci_address(0, 0, 0, PCI_COMMAND)
        assert_eq ax, 0x0146, 'the chipset stays'
        print   'again', 10
        pass
        reset_vector start
