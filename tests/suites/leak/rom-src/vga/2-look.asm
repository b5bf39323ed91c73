; Shows all registers of the VGA, those behind an index as that stands and then each.

%include "show.inc"
%include "vga.inc"

        bits    16
        org     0

%assign n 0x3C0
%rep 0x10
        show_port n
%assign n n + 1
%endrep
        show_port 0x3B4
        show_port 0x3D4
        show_port 0x3D5
        mov     bl, 0
.crtc:  vga_crtc_read bl
        print_hex 8, al
        inc     bl
        cmp     bl, 0x19
        jb      .crtc
        say     10
        mov     bl, 0
.two:   mov     al, bl
        mov     dx, 0x3C4
        out     dx, al
        inc     dx
        in      al, dx
        print_hex 8, al
        mov     al, bl
        mov     dx, 0x3CE
        out     dx, al
        inc     dx
        in      al, dx
        print_hex 8, al
        inc     bl
        cmp     bl, 9
        jb      .two
        say     10
        mov     bl, 0
.pal:   mov     dx, PORT_VGA_ATTRIBUTE
        mov     al, bl
        out     dx, al
        inc     dx
        in      al, dx
        print_hex 8, al
        mov     dx, PORT_VGA_STATUS
        in      al, dx
        inc     bl
        cmp     bl, 0x15
        jb      .pal
        say     10
        hlt
