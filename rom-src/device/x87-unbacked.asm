; Proves what romkit says when KVM cannot do what a CPU can: an x87 load from memory that is not there needs
; KVM's instruction emulator, and that has no x87 loads. The run ends, and where KVM tells them the result
; shows the bytes D9 06.

        org     0
        bits    16

        mov     ax, 0xFFFF
        mov     ds, ax
        mov     bl, 1
        fld     dword [0x10]
        mov     bl, 2
        hlt
