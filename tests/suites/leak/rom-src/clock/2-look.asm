; Shows what the index stands at, and all of the memory.

%include "show.inc"
%include "cmos.inc"

        bits    16
        org     0

        show_port PORT_CMOS_DATA
        mov     si, area
        mov     bx, 0
.next:  mov     al, bl
        out     PORT_CMOS_INDEX, al
        in      al, PORT_CMOS_DATA
        mov     [area + bx], al
        inc     bx
        cmp     bx, 0x80
        jb      .next
        show_bytes 0x80
        hlt

        align   16, db 0
area:   times 128 db 0
