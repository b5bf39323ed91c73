; Proves how a BIOS moves itself into shadow RAM. Running below 4 GiB it makes F0000 RAM, copies itself there and
; jumps to the copy. There it changes its own code, protects it, and looks at the ROM behind it, which is what it was;
; a write while it reads as ROM goes to RAM, and one while it is protected is lost.
; Intel 290549 (82441FX), PAM0 (59h: bits 5 and 4 are write enable and read enable of 0F0000 to 0FFFFF).

%include "assert.inc"
%include "pci.inc"

; pam0 VALUE: register 59h. EAX and DX change.
%macro pam0 1
        mov     dx, PORT_PCI_ADDRESS
        mov     eax, pci_address(0, 0, 0, 0x58)
        out     dx, eax
        mov     dx, PORT_PCI_DATA + 1
        mov     al, (%1) << 4
        out     dx, al
%endmacro

%define READ_RAM                1
%define WRITE_RAM               2

        bits    16
        org     0

high:   mov     sp, 0x7C00                      ; CS base is FFFF0000, all others are 0
        mov     ax, 0xF000
        mov     ds, ax
        mov     es, ax
        assert_eq byte [witness], 0x11, 'the mirror'
        mov     byte [witness], 0x22
        assert_eq byte [witness], 0x11, 'a write to ROM is lost'

        pam0    READ_RAM | WRITE_RAM
        assert_eq word [witness], 0, 'RAM that was not written'
        xor     si, si
        xor     di, di
        mov     cx, 0x8000
        cld
        cs rep movsw
        jmp     0xF000:copy

copy:   assert_eq byte [witness], 0x11, 'the copy'
        mov     byte [patched + 1], 0x77
        jmp     patched                         ; what was fetched before does not count
patched:
        mov     al, 0x00
        assert_eq al, 0x77, 'new code'

; ---- protected

        pam0    READ_RAM
        mov     byte [witness], 0x44
        assert_eq byte [witness], 0x11, 'a write to protected RAM is lost'

; ---- ROM is read, RAM is written: here both have the same code, but for the patch

        pam0    WRITE_RAM
        assert_eq byte [patched + 1], 0x00, 'ROM'
        mov     byte [witness], 0x55
        assert_eq byte [witness], 0x11, 'still ROM'
        pam0    READ_RAM
        assert_eq byte [witness], 0x55, 'what went to the RAM behind it'
        assert_eq byte [patched + 1], 0x77

; ---- ROM alone

        pam0    0
        mov     byte [witness], 0x66
        assert_eq byte [witness], 0x11
        pam0    READ_RAM
        assert_eq byte [witness], 0x55
        pass

witness:
        db      0x11, 0x22

        times 0xFFF0 - ($ - $$) db 0xFF
        jmp     near high                       ; near: CS keeps its base
        times 0x10000 - ($ - $$) db 0xFF
