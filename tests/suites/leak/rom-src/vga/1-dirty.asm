; Ends with text on the screen, and with every register of the VGA changed, the indexes among them.

%include "vga.inc"

        bits    16
        org     0

        vga_print 1, 2, VGA_NORMAL, 'left behind'
        vga_crtc_write VGA_RETRACE_END, 0
        mov     bl, 0
.crtc:  mov     dx, PORT_VGA_CRTC
        mov     al, bl
        out     dx, al
        inc     dx
        mov     al, 0x13
        out     dx, al
        inc     bl
        cmp     bl, 0x19
        jb      .crtc
        mov     bl, 0
.two:   mov     al, bl
        mov     dx, 0x3C4
        out     dx, al
        inc     dx
        mov     al, 0x0A
        out     dx, al
        mov     al, bl
        mov     dx, 0x3CE
        out     dx, al
        inc     dx
        mov     al, 0x05
        out     dx, al
        inc     bl
        cmp     bl, 8
        jb      .two
        mov     dx, PORT_VGA_STATUS
        in      al, dx
        mov     dx, PORT_VGA_ATTRIBUTE
        mov     cx, 41                  ; an odd number: the next byte is data
.pal:   mov     al, cl
        out     dx, al
        loop    .pal
        mov     dx, PORT_VGA_MISC
        mov     al, 0x22
        out     dx, al
        mov     dx, 0x3C7
        mov     al, 5
        out     dx, al
        mov     dx, 0x3C6
        out     dx, al
        hlt
