; Noise at the timer: counts of 1 in every mode, reprogrammed before they are over, latches, gates, one byte of two.

%include "storm.inc"

        storm_begin handler
        pic_init 0x20, 0x28, ICW4_8086 | ICW4_AUTO_EOI
        pic_set_masks 0
        sti
again:  noise
        mov     edx, ebx
        shr     edx, 30
        add     dx, PORT_PIT
        mov     eax, ebx
        shr     eax, 12
        and     al, 0x3F                ; counter 0 alone, or a latch
        test    ebx, 0x0070_0000
        jz      out_
        cmp     dx, PORT_PIT_CONTROL
        je      out_
        and     al, 1                   ; a count of 1, or the largest
out_:   out     dx, al
        mov     al, bl
        shr     al, 6
        out     PORT_PIT_GATE, al
        test    ebx, 0x0F00_0000
        jnz     again
        pit_program 0, PIT_MODE_RATE, 1
        pit_program 0, PIT_MODE_SQUARE, 1
        in      al, dx
        jmp     again

handler:
        iret
