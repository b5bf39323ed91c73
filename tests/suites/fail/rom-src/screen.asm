; Writes two lines to the text screen, one with box drawing and blanks, and a few POST codes. The cases that run it
; expect something else, each in one place.

%include "ports.inc"

        org     0
        bits    16

        post    0x11
        post    0x22
        mov     ax, 0xB800
        mov     es, ax
        mov     ah, 0x1F                ; the attribute does not count
        mov     si, title
        mov     di, 2 * (80 * 1 + 4)    ; row 1, column 4
        call    write
        mov     si, total
        mov     di, 2 * (80 * 3)
        call    write
        hlt

; DS:SI, up to a zero, to the cells from ES:DI on with the attribute AH.
write:
        lodsb
        test    al, al
        jz      .end
        stosw
        jmp     write
.end:   ret

title:  db      0xC9, 0xCD, ' Setup ', 0xCD, 0xBB, '   ', 0xFF, 0
total:  db      1, ' Total: 640 KB', 0
