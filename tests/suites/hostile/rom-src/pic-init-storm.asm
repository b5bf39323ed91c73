; Controllers that are initialised again and again, each time in another way, while timer and clock ask.

%include "storm.inc"

        storm_begin handler
        pit_program 0, PIT_MODE_SQUARE, 3
        cmos_write CMOS_STATUS_A, 0x23
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC
        sti
again:  noise
        mov     eax, ebx
        shr     eax, 8
        mov     dx, PORT_PIC1
        test    eax, 0x10000
        jz      chip
        mov     dx, PORT_PIC2
chip:   mov     cl, al
        or      al, 0x10                ; ICW1: edge or level, cascaded or alone, with ICW4 or without
        out     dx, al
        inc     dx
        mov     al, ah                  ; ICW2
        out     dx, al
        mov     al, 0x04                ; ICW3
        out     dx, al
        mov     al, cl                  ; ICW4
        out     dx, al
        mov     al, 0
        out     dx, al
        jmp     again

handler:
        iret
