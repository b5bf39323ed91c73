; UD2 without any IDT: #UD, then #DF, then the shutdown (SDM vol. 3, 6.15, #DF).
        org     0x100000
        bits    32

start:  mov     eax, 1
        lidt    [none]
undefined:
        ud2

none:   dw      0
        dd      0
