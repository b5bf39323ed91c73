; A triple fault.

        bits    16
        org     0

        lidt    [cs:nothing]
        int3
nothing:
        dw      0
        dd      0
