; Proves #GP in real mode, by reading an MSR that does not exist: vector 13, the instruction's own address, and, as
; always in real mode, no error code: three words on the stack. The handler's IF is off, the pushed one on.
; SDM vol. 3, "8086 Emulation", "Interrupt 13 - General Protection Exception (#GP)"; vol. 2, RDMSR.
;
; The manual's best known case, a word at offset 0xFFFF, is left out: the box's TCG does not check segment limits.

%include "ivt.inc"

        org     0
        bits    16

NO_SUCH_MSR equ 0x1234_5678

        reserve_ivt
        set_vector VECTOR_GP, on_general_protection
        mov     ecx, NO_SUCH_MSR
        mov     sp, 0x7000
        sti
reads:  rdmsr
        hlt

on_general_protection:
        pushf
        pop     dx                      ; the handler's own flags
        mov     si, sp                  ; 0x7000 - 6
        pop     ax                      ; IP
        sub     ax, reads
        pop     bx                      ; CS
        pop     cx                      ; FLAGS
        hlt
