; Does not end by itself.
        org     0
        bits    16
        jmp     $                       ; cut off
        hlt
