; Proves that a ROM can start in 64-bit mode and print there, with RIP-relative addresses.

%include "console.inc"

        org     0x10_0000
        bits    64
        default rel

        mov     edx, PORT_CONSOLE
        lea     rsi, [text]
        mov     ecx, text_end - text
        rep outsb
        print_hex 64, [number]
        print   10
        hlt

number: dq      0x0123_4567_89AB_CDEF
text:   db      'Hello, 64 bits!', 10
text_end:
