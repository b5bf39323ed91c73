; Proves that the registers before a triple fault are seen although KVM emulated instructions on the way there: an
; access to memory where nothing is, read, written and by a string, and string I/O. An exception that has no vector
; is a double fault and then a shutdown: SDM vol. 3, "Interrupt 8 - Double Fault Exception (#DF)".

        org     0
        bits    16

        mov     ax, 0xFFF0              ; DS:0200 is 0x100100, behind the memory
        mov     ds, ax
        mov     [0x200], ax
        inc     bx
        mov     ax, [0x204]
        inc     bx
        mov     byte [0x208], 1
        mov     cx, 2
        mov     si, 0x200
        cs rep outsb
        inc     bx
        mov     si, 0x20C
        mov     di, scratch
        mov     cx, 4
        rep movsb
        inc     bx
        lidt    [cs:no_table]
        inc     bx
fault:  ud2

no_table:
        dw      0
        dd      0
scratch:
        dd      0
