; Proves MMX: packed bytes with and without saturation, and that MM registers are the x87's mantissas, marked
; used until EMMS. SDM vol. 1, "Programming with Intel MMX Technology"; vol. 3, "The MMX State and MMX
; Register Aliasing".

        org     0
        bits    16

        fninit
        movq    mm0, [left]
        movq    mm1, mm0
        movq    mm2, mm0
        paddb   mm0, [right]            ; wraps
        paddusb mm1, [right]            ; stops at 255
        paddsb  mm2, [right]            ; stops at 127 and -128
        movd    eax, mm0
        hlt

        align   8, db 0
left:   db      0xFF, 0x7F, 0x80, 0x01, 0x10, 0x20, 0x30, 0x40
right:  db      0x02, 0x01, 0xFF, 0xFF, 0x01, 0x01, 0x01, 0x01
