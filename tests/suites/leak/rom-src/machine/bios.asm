; A BIOS that halts.

        bits    16
        org     0

        times 0xFFF0 - ($ - $$) db 0xFF
        hlt
        times 0x10000 - ($ - $$) db 0xFF
