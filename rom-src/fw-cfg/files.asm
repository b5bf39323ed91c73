; Proves QEMU's firmware configuration as a BIOS reads it: the signature, the id without DMA, the sizes, the directory
; with each file's length and key, and files: the memory map, a file of the case, an option ROM. Behind the end of an
; item there are zeros, selecting starts again, and what is not there is zeros.
; QEMU, docs/specs/fw_cfg: "Register Locations", "Data Register", "File Directory", "etc/e820".

%include "assert.inc"

%define PORT_SELECTOR           0x510
%define PORT_DATA               0x511
%define KEY_SIGNATURE           0x00
%define KEY_ID                  0x01
%define KEY_RAM_SIZE            0x03
%define KEY_CPUS                0x05
%define KEY_DIRECTORY           0x19
%define BUFFER                  0xC000
%define NAMES                   0xB000

; choose KEY: a number, or a register other than AX and DX. AX and DX change.
%macro choose 1
        mov     ax, %1
        mov     dx, PORT_SELECTOR
        out     dx, ax
        inc     dx
%endmacro

; take COUNT: so many bytes to BUFFER. CX, DX and DI change.
%macro take 1
        mov     cx, %1
        mov     di, BUFFER
        rep insb
%endmacro

        bits    16
        org     0x7C00

        xor     sp, sp
        cld

; ---- the signature is what is chosen at first, and comes again where it is chosen again

        mov     dx, PORT_DATA
        take    6
        assert_eq dword [BUFFER], 'QEMU'
        assert_eq word [BUFFER + 4], 0, 'zeros behind the end'
        choose  KEY_SIGNATURE
        take    2
        choose  KEY_SIGNATURE
        take    4
        assert_eq dword [BUFFER], 'QEMU', 'from its start'

; ---- items without a file

        choose  KEY_ID
        take    4
        assert_eq dword [BUFFER], 1, 'the traditional interface alone'
        choose  KEY_RAM_SIZE
        take    8
        assert_eq dword [BUFFER], 2 << 20
        assert_eq dword [BUFFER + 4], 0
        choose  KEY_CPUS
        take    2
        assert_eq word [BUFFER], 1
        choose  0x18                            ; nobody's
        take    4
        assert_eq dword [BUFFER], 0

; ---- the directory: a count, then length, key, two zeros and a name of 56 bytes for each, in order; numbers have
; ---- their high byte first

        choose  KEY_DIRECTORY
        take    4
        mov     ebx, [BUFFER]
        bswap   ebx
        print   'files '
        print_dec 8, bl
        print   10
        mov     si, NAMES
entry:  push    bx
        mov     dx, PORT_DATA
        mov     cx, 64
        mov     di, si
        rep insb
        mov     eax, [si]
        bswap   eax
        mov     bx, [si + 4]
        xchg    bl, bh
        assert_eq word [si + 6], 0
        print   'key '
        print_hex 16, bx
        print   ' length '
        print_dec 16, ax
        print   ' '
        mov     dx, PORT_CONSOLE
        lea     di, [si + 8]
name:   mov     al, [di]
        test    al, al
        jz      named
        out     dx, al
        inc     di
        jmp     name
named:  print   10
        add     si, 64
        pop     bx
        dec     bx
        jnz     entry

; ---- the memory map: one range of RAM

        mov     bx, [NAMES + 4]
        xchg    bl, bh
        choose  bx
        take    20
        assert_eq dword [BUFFER], 0, 'from 0'
        assert_eq dword [BUFFER + 4], 0
        assert_eq dword [BUFFER + 8], 2 << 20, 'to the end of memory'
        assert_eq dword [BUFFER + 12], 0
        assert_eq dword [BUFFER + 16], 1, 'RAM'

; ---- the case's file

        mov     bx, [NAMES + 64 + 4]
        xchg    bl, bh
        choose  bx
        take    6
        assert_eq dword [BUFFER], 'hell'
        assert_eq word [BUFFER + 4], 'o'

; ---- the option ROM, as it lies in memory

        mov     bx, [NAMES + 2 * 64 + 4]
        xchg    bl, bh
        choose  bx
        take    512
        mov     ax, 0xC000
        mov     ds, ax
        xor     si, si
        mov     di, BUFFER
        mov     cx, 512
        repe cmpsb
        assert_flags FLAG_ZF, FLAG_ZF, 'the option ROM'

; ---- a byte chooses nothing, and data cannot be written

        push    0
        pop     ds
        choose  KEY_SIGNATURE
        mov     dx, PORT_SELECTOR
        mov     al, KEY_ID
        out     dx, al
        mov     dx, PORT_DATA
        mov     al, 'X'
        out     dx, al
        choose  KEY_SIGNATURE
        take    4
        assert_eq dword [BUFFER], 'QEMU'
        pass
