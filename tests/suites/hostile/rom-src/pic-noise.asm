; Noise at all ports of the interrupt controllers, their edge and level registers too, while timer and clock ask.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28
        pic_set_masks 0
        pit_program 0, PIT_MODE_RATE, 2
        cmos_write CMOS_STATUS_A, 0x23
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC
        sti
again:  noise
        mov     esi, ebx
        shr     esi, 28
        and     si, 7
        shl     si, 1
        mov     dx, [ports + si]
        mov     eax, ebx
        shr     eax, 12
        test    eax, 0x100
        jz      write
        in      al, dx
        jmp     again
write:  out     dx, al
        jmp     again

handler:
        iret

ports:  dw      PORT_PIC1, PORT_PIC1_DATA, PORT_PIC2, PORT_PIC2_DATA, 0x4D0, 0x4D1, PORT_CMOS_DATA, PORT_PIC1
