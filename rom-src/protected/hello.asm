; Proves that a ROM can start in 32-bit protected mode, and that strings and ports work there as they do in
; real mode.

%include "console.inc"

        org     0x10_0000
        bits    32

        mov     edx, PORT_CONSOLE
        mov     esi, text
        mov     ecx, text_end - text
        rep outsb
        mov     eax, cs
        hlt

text:   db      'Hello, 32 bits!', 10
text_end:
