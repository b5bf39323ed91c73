; Proves that HLT with interrupts on, where nothing could ever interrupt, is seen as such and costs no time.

        org     0
        bits    16

        sti
        hlt
        mov     bl, 1                   ; never
        hlt
