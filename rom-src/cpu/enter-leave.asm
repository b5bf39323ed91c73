; Proves ENTER and LEAVE: level 0 makes a plain stack frame, level 2 copies the enclosing frame pointer and
; adds its own. SDM vol. 1, "Procedure Calls for Block-Structured Languages"; vol. 2, ENTER, LEAVE.

%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        mov     bp, 0x1234
        enter   8, 0
        assert_eq bp, 0x6FFE            ; where the old BP was pushed
        assert_sp 0x6FF6            ; and eight bytes of locals
        assert_eq word [bp], 0x1234
        leave
        assert_eq bp, 0x1234
        assert_sp 0x7000

        enter   4, 1                    ; level 1: its display is itself
        assert_eq bp, 0x6FFE
        assert_eq word [bp - 2], 0x6FFE
        assert_sp 0x6FF8
        enter   2, 2                    ; level 2: the outer frame's pointer, then its own
        assert_eq bp, 0x6FF6
        assert_eq word [bp], 0x6FFE
        assert_eq word [bp - 2], 0x6FFE
        assert_eq word [bp - 4], 0x6FF6
        assert_sp 0x6FF0
        leave
        assert_eq bp, 0x6FFE
        leave
        assert_sp 0x7000
        assert_eq bp, 0x1234
        pass
