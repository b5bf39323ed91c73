; Ends with DR7.GD: the next access to a debug register would be #DB.

        bits    16
        org     0

        mov     eax, 0x2400
        mov     dr7, eax
        hlt
