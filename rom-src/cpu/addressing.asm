; Proves the effective addresses: the eight 16-bit forms wrap at 64 KiB, the 32-bit forms (which real mode has
; too) scale an index. LEA shows them without an access. SDM vol. 2, "Addressing-Mode Encoding of ModR/M and
; SIB Bytes".

%include "assert.inc"

        org     0
        bits    16

        mov     bx, 0x1000
        mov     bp, 0x2000
        mov     si, 0x0030
        mov     di, 0x0004
        lea     ax, [bx + si]
        assert_eq ax, 0x1030
        lea     ax, [bx + di + 0x7F]
        assert_eq ax, 0x1083
        lea     ax, [bp + si - 0x80]
        assert_eq ax, 0x1FB0
        lea     ax, [bp + di + 0x1234]
        assert_eq ax, 0x3238
        mov     bx, 0xFFF0
        lea     ax, [bx + si]           ; wraps
        assert_eq ax, 0x0020

        mov     eax, 0x0001_0000
        mov     ecx, 3
        lea     edx, [eax + ecx * 8 + 5]
        assert_eq edx, 0x0001_001D
        lea     edx, [ecx * 9]          ; ECX + ECX * 8
        assert_eq edx, 27
        lea     dx, [eax + ecx * 4]     ; a 16-bit destination takes the low half
        assert_eq dx, 12

        mov     bx, table               ; the CPU's own table access
        mov     al, 2
        xlatb
        assert_eq al, 0x33
        mov     ecx, 1
        mov     edx, table
        assert_eq byte [edx + ecx * 2 + 1], 0x44
        les     di, [pointer]           ; offset, then segment
        assert_eq di, 0x5678
        mov     ax, es
        assert_eq ax, 0x1234
        pass

table:  db      0x11, 0x22, 0x33, 0x44
pointer:
        dw      0x5678, 0x1234
