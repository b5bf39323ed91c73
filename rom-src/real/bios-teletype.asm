; Proves that a ROM can be its own BIOS: it installs INT 10h with the teletype function (AH = 0Eh), and a
; program that knows nothing of romkit prints through it. Starts as a boot sector, where the vector table is
; free memory.

%include "ivt.inc"
%include "ports.inc"

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     ss, ax
        mov     sp, 0x7C00
        set_vector 0x10, video_service

        mov     si, text                ; from here on: any boot sector's print loop
next:   lodsb
        test    al, al
        jz      done
        mov     ah, 0x0E
        mov     bx, 0x0007
        int     0x10
        jmp     next
done:   mov     ah, 0x03                ; a function that is not there
        int     0x10
        hlt

video_service:
        cmp     ah, 0x0E
        jne     unsupported
        out     PORT_CONSOLE, al
        iret
unsupported:
        mov     ah, 0x86
        iret

text:   db      'printed by INT 10h', 10, 0

        times 510 - ($ - $$) db 0
        dw      0xAA55
