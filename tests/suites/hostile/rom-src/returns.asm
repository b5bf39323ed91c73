; Returns to wherever the stack says, which is nowhere in particular: RETF and IRET with garbage.

%include "survive.inc"
%include "noise.inc"

        survive_begin
        mov     ebx, 0x1234_5678
storm:  noise
        push    ebx
        push    ebx
        push    bx
        test    bl, 1
        jz      far_
        iretd
far_:   retf
