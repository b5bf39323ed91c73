; Proves that REP OUTSB prints a string in one instruction, forwards and, with DF set, backwards: SI moves,
; the port stays. SDM vol. 2, OUTS.

%include "ports.inc"

        org     0
        bits    16

        mov     dx, PORT_CONSOLE
        mov     si, forwards
        mov     cx, forwards_end - forwards
        rep outsb
        mov     bx, si
        sub     bx, forwards            ; 7: as many as went out

        std
        mov     si, backwards_end - 1
        mov     cx, backwards_end - backwards
        rep outsb
        sub     si, backwards           ; -1: one before the first
        hlt

forwards:
        db      'onward,'
forwards_end:
backwards:
        db      10, 'kcab'
backwards_end:
