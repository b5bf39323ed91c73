; Proves what the ports of the harness read: the console its own number, as in Bochs, the POST port the last code, and
; those that are for writing nothing. doc/devices.md, "Debug, POST and exit ports".

%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        in      al, PORT_POST
        assert_eq al, 0, 'no code yet'
        post    0x5A
        in      al, PORT_POST
        assert_eq al, 0x5A
        in      ax, PORT_POST
        assert_eq ax, 0xFF5A, 'nobody at 0x81'
        in      al, PORT_CONSOLE
        assert_eq al, 0xE9
        in      ax, PORT_CONSOLE
        assert_eq ax, 0xFFE9
        in      al, PORT_CONSOLE_LOW
        assert_eq al, 0xFF, 'write only'
        in      al, PORT_EXIT
        assert_eq al, 0xFF, 'write only'
        mov     dx, PORT_EXIT_DEBUG
        in      eax, dx
        assert_eq eax, -1, 'write only'

; ---- by strings, forwards and backwards
        cld
        mov     di, 0x8000
        mov     dx, PORT_CONSOLE
        mov     cx, 3
        rep insb
        mov     dx, PORT_POST
        mov     cx, 2
        rep insw
        assert_eq di, 0x8007
        assert_eq dword [0x8000], 0x5AE9_E9E9
        assert_eq dword [0x8003], 0xFF5A_FF5A
        std
        mov     di, 0x8010
        mov     cx, 2
        rep insb
        assert_eq di, 0x800E
        assert_eq word [0x800F], 0x5A5A
        pass
