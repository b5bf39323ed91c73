; Proves what `start: reset` is: the state of SDM vol. 3, "Processor State After Reset". The first instruction
; is the last paragraph's first byte, 16 bytes below 4 GiB.

        org     0xF000
        bits    16

        times 0xFF0 - ($ - $$) db 0xCC
        hlt
        times 0x1000 - ($ - $$) db 0xCC
