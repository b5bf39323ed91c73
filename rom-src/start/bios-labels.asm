; Proves that sums with labels say where the data of a BIOS are: its code has ORG 0 and runs in segment 0xF000, so a
; label is an offset in that segment.

STATUS  equ     0x2A

        org     0
        bits    16

start:  mov     ax, [cs:table]
        mov     ecx, STATUS
        mov     dx, 0x501
        mov     al, STATUS
        out     dx, al
done:

table:  dw      0xBEEF, 0xCAFE
table_end:

        times 0xFFF0 - ($ - $$) db 0
        jmp     0xF000:start
        times 0x10000 - ($ - $$) db 0
