; Proves what a jump into nowhere is: there is nothing to fetch an instruction from, KVM can only try to
; emulate what is not there, and the run ends as an emulation failure. CPUs would fetch all ones from the bus.

        org     0
        bits    16

        mov     bl, 1
        jmp     0xFFFF:0x0010           ; 1 MiB, the first byte behind memory
