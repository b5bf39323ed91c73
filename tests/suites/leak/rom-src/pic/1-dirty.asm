; Ends with both controllers set up in every way they can be: vectors, masks, modes, levels, a register chosen.

%include "pic.inc"

        bits    16
        org     0

        mov     al, 0x19                ; level triggered
        out     PORT_PIC1, al
        mov     al, 0x60
        out     PORT_PIC1_DATA, al
        mov     al, 0x04
        out     PORT_PIC1_DATA, al
        mov     al, 0x13                ; special fully nested, automatic EOI
        out     PORT_PIC1_DATA, al
        mov     al, 0x11
        out     PORT_PIC2, al
        mov     al, 0x68
        out     PORT_PIC2_DATA, al
        mov     al, 2
        out     PORT_PIC2_DATA, al
        mov     al, 1
        out     PORT_PIC2_DATA, al
        pic_set_masks 0xA55A
        mov     al, 0xC3                ; IR3 has the lowest priority
        out     PORT_PIC1, al
        mov     al, 0x80                ; rotates by itself
        out     PORT_PIC1, al
        mov     al, 0x6B                ; special mask mode, and reads ISR
        out     PORT_PIC1, al
        out     PORT_PIC2, al
        mov     dx, 0x4D0
        mov     al, 0x28
        out     dx, al
        inc     dx
        mov     al, 0x42
        out     dx, al
        hlt
