; Proves that with A20 closed real mode wraps around at 1 MiB as an 8086 does, for data, for a word across the edge,
; for the stack, for string instructions and for code: FFFF:0010 is 0000:0000. SDM vol. 3, "8086 Emulation", "Address
; Translation in Real-Address Mode"; IBM PS/2 Hardware Interface Technical Reference, "System Control Port A".

%include "assert.inc"
%include "keyboard.inc"
%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        in      al, 0x92
        and     al, 0xFC
        out     0x92, al
        keyboard_command KEYBOARD_A20_OFF
        mov     ax, 0xFFFF
        mov     es, ax
        mov     fs, ax

; ---- the vector table through the top segment
        mov     dword [0x60 * 4], 0x12345678
        mov     eax, [es:0x10 + 0x60 * 4]
        assert_eq eax, 0x12345678
; ---- a doubleword across the edge: FFFF:000E is 0xFFFFE, 0xFFFFF, then 0, 1
        mov     bx, [0]
        mov     dword [es:0x0E], 0xAABBCCDD
        assert_eq word [0], 0xAABB
        mov     [0], bx
; ---- string instructions
        cld
        mov     di, 0x6010
        mov     cx, 16
        mov     al, 0x5A
        rep stosb
        mov     si, 0x6000
        mov     cx, 16
same:   lodsb
        assert_eq al, 0x5A
        loop    same
; ---- the stack
        mov     dx, sp
        mov     ax, 0xFFFF
        mov     ss, ax
        mov     sp, 0x5812
        push    word 0x1234
        xor     ax, ax
        mov     ss, ax
        mov     sp, dx
        assert_eq word [0x5800], 0x1234
; ---- code: this routine lies below 64 KiB, and is called in the second megabyte
        call    0xFFFF:routine + 0x10
        assert_eq ax, 0xFFFF, 'CS there'
        assert_eq cx, 0x77
; ---- open again, the second megabyte is another
        mov     byte [0x6000], 0x01
        in      al, 0x92
        or      al, 0x02
        out     0x92, al
        assert_eq byte [es:0x6010], 0
        pass

routine:
        mov     ax, cs
        mov     cx, 0x77
        retf
