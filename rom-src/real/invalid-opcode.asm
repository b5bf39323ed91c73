; Proves #UD in real mode: UD2, MOV to CS, and what only protected mode knows each take vector 6 with their
; own address. SDM vol. 3, "Interrupt 6 - Invalid Opcode Exception (#UD)".
;
; A LOCK prefix on MOV is #UD too, but not in the box: its TCG ignores it.

%include "fault.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_UD, on_invalid_opcode

        faults  ud2
        faults  db 0x8E, 0xC8           ; MOV CS, AX
        faults  sldt ax
        faults  arpl ax, ax
        hlt

on_invalid_opcode:
        fault_handler
