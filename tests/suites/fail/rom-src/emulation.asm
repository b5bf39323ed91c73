; Loads an x87 value from where no memory is, which KVM would have to emulate and cannot.

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
        fld     qword [0x10]
        hlt
