; Calls with a stack where no memory is.

        org     0x10_0000
        bits    32

        mov     esp, 0xE000_0000
        call    there
there:  push    esp
        int3
