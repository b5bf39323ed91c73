; Proves that a machine without fw_cfg has nothing at its ports: a BIOS that looks for it reads ones.
; QEMU, docs/specs/fw_cfg: a guest knows the device by its signature.

%include "assert.inc"

        bits    16
        org     0x7C00

        xor     sp, sp
        mov     dx, 0x510
        mov     ax, 0
        out     dx, ax
        inc     dx
        in      al, dx
        assert_eq al, 0xFF
        in      al, dx
        assert_eq al, 0xFF
        pass
