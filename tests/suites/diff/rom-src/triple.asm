; Shuts down by a triple fault.
        org     0x100000
        bits    32

start:  mov     eax, 1
        ud2
