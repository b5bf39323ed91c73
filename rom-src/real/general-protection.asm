; Proves #GP in real mode, by setting a reserved bit of EFER: vector 13, the instruction's own address,
; and, as always in real mode, no error code: three words on the stack. The handler's IF is off, the pushed
; one on. SDM vol. 3, "8086 Emulation", "Interrupt 13 - General Protection Exception (#GP)"; vol. 2, WRMSR.
;
; The manual's best known case, a word at offset 0xFFFF, is left out: the box's TCG does not check segment
; limits.

%include "ivt.inc"

        org     0
        bits    16

RESERVED_BIT    equ 0x0002

        reserve_ivt
        set_vector VECTOR_GP, on_general_protection
        mov     sp, 0x7000
        mov     ecx, MSR_EFER
        rdmsr
        mov     al, RESERVED_BIT
        sti
writes: wrmsr
        hlt

on_general_protection:
        pushf
        pop     dx                      ; the handler's own flags
        mov     si, sp                  ; 0x7000 - 6
        pop     ax                      ; IP
        sub     ax, writes
        pop     bx                      ; CS
        pop     cx                      ; FLAGS
        hlt
