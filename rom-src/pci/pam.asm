; Proves each of the twelve segments of 16 KiB from C0000 to EFFFF alone: nothing answers at first, then write-only
; RAM, RAM, read-only RAM and nothing again; its neighbours stay as they were.
; Intel 290549 (82441FX), PAM1 to PAM6 (5Ah to 5Fh): two segments a register, the lower one in the low half; in
; each half bit 0 enables reads of RAM, bit 1 writes.

%include "assert.inc"
%include "pci.inc"
%include "reset.inc"

%define READ_RAM                1
%define WRITE_RAM               2
%define SEGMENTS                12

        bits    16
        org     0

start:  xor     bp, bp                          ; segment 0 is C0000
        mov     ax, 0xC000
        mov     es, ax

each:   assert_eq byte [es:0], 0xFF, 'nothing'
        mov     byte [es:0], 0x11
        assert_eq byte [es:0], 0xFF, 'nothing was written'

        mov     bl, WRITE_RAM
        call    pam
        mov     ax, bp
        add     al, 0x20
        mov     [es:0], al
        mov     [es:0x3FFF], al
        assert_eq byte [es:0], 0xFF, 'only writes go to RAM'

        mov     bl, READ_RAM | WRITE_RAM
        call    pam
        mov     ax, bp
        add     al, 0x20
        assert_eq [es:0], al, 'RAM'
        assert_eq [es:0x3FFF], al, 'RAM at the end'
        assert_eq byte [es:1], 0, 'RAM that was not written'
        mov     byte [es:1], 0x55
        assert_eq byte [es:1], 0x55
        cmp     bp, SEGMENTS - 1
        je      last
        assert_eq byte [es:0x4000], 0xFF, 'the next one'
last:
        mov     bl, READ_RAM
        call    pam
        mov     byte [es:1], 0x66
        assert_eq byte [es:1], 0x55, 'protected'

        mov     bl, 0
        call    pam
        assert_eq byte [es:1], 0xFF, 'nothing again'

        mov     ax, es
        add     ax, 0x400
        mov     es, ax
        inc     bp
        cmp     bp, SEGMENTS
        jne     each

; ---- all of them at once have kept what they had

        pci_write pci_address(0, 0, 0, 0x5C), 0x1111_1111
        pci_write pci_address(0, 0, 0, 0x58), 0x1111_0010
        mov     ax, 0xC000
        mov     cl, 0x20
kept:   mov     es, ax
        assert_eq [es:0], cl
        assert_eq byte [es:1], 0x55
        inc     cl
        add     ax, 0x400
        cmp     ax, 0xF000
        jne     kept
        pass

; The attributes BL for segment BP, the other half of its register 0. AX, BX, CX and DX change.
pam:    mov     ax, bp
        test    al, 1
        jz      .low
        shl     bl, 4
.low:   shr     al, 1
        add     al, 0x5A
        mov     cl, al
        and     eax, 0xFC
        or      eax, pci_address(0, 0, 0, 0)
        mov     dx, PORT_PCI_ADDRESS
        out     dx, eax
        mov     dx, PORT_PCI_DATA
        and     cl, 3
        add     dl, cl
        mov     al, bl
        out     dx, al
        ret

        reset_vector start
