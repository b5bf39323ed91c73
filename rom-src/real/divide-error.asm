; Proves #DE in real mode: a zero divisor, a quotient that does not fit, and AAM by zero each take vector 0,
; and the return address is that of the instruction itself, so a handler can mend it or step over it. SDM vol.
; 3, "Interrupt 0 - Divide Error Exception (#DE)"; vol. 2, DIV, IDIV, AAM.

%include "fault.inc"

        org     0
        bits    16

        reserve_ivt
        set_vector VECTOR_DE, on_divide_error

        xor     cx, cx
        mov     ax, 1234
        faults  div cx
        mov     ax, 0x1000
        mov     cl, 0x10
        faults  div cl                  ; 0x100 is too much for AL
        mov     ax, 0x8000
        cwd
        mov     cx, -1
        faults  idiv cx                 ; +32768 is too much for AX
        faults  aam 0
        hlt

on_divide_error:
        fault_handler
