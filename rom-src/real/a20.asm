; Proves that the address line 20 is open: FFFF:0510 is 0x100500, another byte than 0x00500. An 8086 has no
; line 20 and wraps around. SDM vol. 3, "8086 Emulation", "Address Translation in Real-Address Mode".

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     es, ax
        mov     byte [0x0500], 0x55
        mov     byte [es:0x0510], 0xAA
        mov     al, [0x0500]
        mov     ah, [es:0x0510]
        hlt
