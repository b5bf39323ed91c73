; Proves that a start under page tables of the ROM's own, by the case's CR0 and CR3, costs what each start does: KVM sets
; up its MMU anew for them, which is not counted.

        org     0x10_0000
        bits    32                      ; start: protected

        inc     dword [count]
        mov     eax, [count]
        out     0xF4, al

count:  dd      0
        times 0x1000 - ($ - $$) db 0
pd:     dd      0x10_2003               ; linear 0
        times 1023 dd 0
table:  times 256 dd 0
        dd      0x10_0003               ; linear 0x100000
        times 767 dd 0
