; Proves that a case may start a ROM under page tables of the ROM's own: linear 0x100000, where execution begins, is
; physical 0x105000, and what lies at physical 0x100000 never runs. The case sets CR3.

        org     0x10_0000
        bits    64                      ; start: long

        ud2                             ; physical 0x100000: not what linear 0x100000 shows
        times 0x1000 - ($ - $$) db 0
pml4:   dq      0x10_2003
        times 511 dq 0
pdpt:   dq      0x10_3003
        times 511 dq 0
pd:     dq      0x10_4003
        times 511 dq 0
table:  times 256 dq 0
        dq      0x10_5003               ; linear 0x100000
        dq      0x10_6003               ; linear 0x101000
        times 254 dq 0
code:   inc     byte [0x10_1000]
        mov     al, [0x10_1000]
        hlt
        times 0x6000 - ($ - $$) db 0
        times 0x1000 db 0
