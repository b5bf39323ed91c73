; Jumps into memory that is all zeros: ADD [BX+SI], AL to the end of the segment and beyond.

        org     0
        bits    16

        mov     si, 0x8000
        jmp     0x1000:0
