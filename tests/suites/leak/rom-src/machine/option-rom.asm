; An option ROM that nobody runs.

        bits    16
        org     0

        db      0x55, 0xAA, 1
        retf
        times 511 - ($ - $$) db 0
        db      0x100 - (0x55 + 0xAA + 1 + 0xCB & 0xFF) & 0xFF
