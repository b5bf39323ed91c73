; Noise in the clock: dates and alarms that there are not, all rates, dividers and forms, and HLT waits for what comes
; of it, where the timer comes at last.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_set_masks 0
again:  mov     cx, 0x0C
each:   noise
        mov     eax, ebx
        shr     eax, 16
        mov     dl, cl
        dec     dl
        cmos_write dl, ah
        loop    each
        mov     al, 0x32
        out     PORT_CMOS_INDEX, al
        mov     al, bl
        out     PORT_CMOS_DATA, al
        pit_program 0, PIT_MODE_RATE, 0
        sti
        times 4 hlt
        cli
        in      al, PORT_CMOS_DATA
        cmos_read CMOS_STATUS_C
        jmp     again

handler:
        iret
