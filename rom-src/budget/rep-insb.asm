; Proves that a single instruction can be stopped: REP INSB with four billion to go, in protected mode, where
; it walks over all memory and on.

%include "ports.inc"

        org     0x10_0000
        bits    32

        mov     edx, PORT_NOBODY
        mov     edi, 0x20_0000
        mov     ecx, -1
        rep insb
        hlt
