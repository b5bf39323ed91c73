; Shows what is selected at the start, then the directory.

%include "show.inc"

        bits    16
        org     0

        mov     dx, 0x511
        mov     cx, 8
.first: in      al, dx
        print_hex 8, al
        loop    .first
        say     10
        mov     dx, 0x510
        mov     ax, 0x19
        out     dx, ax
        inc     dx
        mov     cx, 4 + 64 * 2
.next:  in      al, dx
        print_hex 8, al
        loop    .next
        say     10
        hlt
