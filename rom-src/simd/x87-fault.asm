; Proves an unmasked x87 exception: with ZM clear and CR0.NE set, 1 / 0 itself does nothing, and the next
; waiting x87 instruction is #MF, vector 16, with its own address. SDM vol. 3, "Interrupt 16 - x87 FPU
; Floating-Point Error (#MF)".

%include "ivt.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_MF, on_math_fault
        mov     eax, cr0
        or      eax, CR0_NE | CR0_MP
        mov     cr0, eax
        fninit
        fldcw   [unmask_zero_divide]
        fld1
        fldz
        fdivp
        mov     bl, 1                   ; not yet
waits:  fwait
        mov     bl, 2
        hlt

on_math_fault:
        pop     ax
        sub     ax, waits
        fnstsw  [status]                ; ZE, and ES and B, the summary
        mov     cx, [status]
        hlt

status: dw      0
unmask_zero_divide:
        dw      0x037B
