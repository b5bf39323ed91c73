; Shows the debug registers, and does what the breakpoints of debug/1-dirty wait for.

%include "breakpoints.inc"
%include "show.inc"
%include "ivt.inc"

        bits    16
        org     0

        reserve_ivt
        set_vector VECTOR_DB, on_debug
        mov     eax, dr0
        show    'dr0', 32, eax
        mov     eax, dr1
        show    'dr1', 32, eax
        mov     eax, dr2
        show    'dr2', 32, eax
        mov     eax, dr3
        show    'dr3', 32, eax
        mov     eax, dr6
        show    'dr6', 32, eax
        mov     eax, dr7
        show    'dr7', 32, eax
        jmp     CODE

on_debug:
        say     'a breakpoint', 10
        hlt

        times CODE - ($ - $$) db 0
        nop
        mov     byte [WRITTEN], 1
        mov     al, [READ]
        in      al, PORT
        say     'no breakpoint', 10
        hlt
