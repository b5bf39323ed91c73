; Greets as a boot sector does, and leaves the number in SI.
        bits    16
        org     0x7c00
        mov     si, text
        cld
say:    lodsb
        out     0xe9, al
        cmp     al, 10
        jne     say
        mov     si, [number]
        hlt
text:   db      'Hello, boot sector!', 10
number:                                 ; dw, put here for each case
