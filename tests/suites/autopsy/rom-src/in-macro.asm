; Proves that a fault in a macro names the line of the macro and the one that calls it.

%macro divide 1
        div     %1                      ; IN MACRO
%endmacro

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        xor     cx, cx
        divide  cl                      ; BUG
        hlt
