; Jumps to where no memory is.

        bits    16
        org     0

        jmp     0xFFFF:0x0010
