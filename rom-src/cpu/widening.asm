; Proves sign and zero extension: CBW, CWD, CWDE, CDQ, MOVSX, MOVZX, and CMOVcc beside them.
; SDM vol. 2, CBW, CWD, MOVSX, MOVZX, CMOVcc.

%include "assert.inc"

        org     0
        bits    16

        mov     ax, 0x1280
        cbw
        assert_eq ax, 0xFF80
        cwd
        assert_eq dx, 0xFFFF
        mov     eax, 0x1234_7FFF
        cwde
        assert_eq eax, 0x0000_7FFF
        mov     eax, 0x8000_0000
        cdq
        assert_eq edx, -1

        mov     bl, 0x80
        movsx   ax, bl
        assert_eq ax, 0xFF80
        movsx   ecx, bl
        assert_eq ecx, 0xFFFF_FF80
        movzx   ecx, bl
        assert_eq ecx, 0x80
        mov     bx, 0x8001
        movsx   ecx, bx
        assert_eq ecx, 0xFFFF_8001
        movzx   ecx, word [negative]
        assert_eq ecx, 0xFFFE

        mov     eax, 1
        mov     ebx, 2
        cmp     eax, ebx
        mov     ecx, 3
        cmovb   ecx, ebx                ; 1 is below 2
        assert_eq ecx, 2
        cmova   ecx, eax
        assert_eq ecx, 2
        pass

negative:
        dw      -2
