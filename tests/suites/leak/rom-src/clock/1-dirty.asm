; Ends with another date, all of the memory written, interrupts enabled, flags set, and the index at register A.

%include "cmos.inc"

        bits    16
        org     0

        mov     cx, 0x80
.next:  dec     cx
        mov     al, cl
        out     PORT_CMOS_INDEX, al
        mov     al, 0x15
        out     PORT_CMOS_DATA, al
        jcxz    .done
        jmp     .next
.done:  cmos_write CMOS_STATUS_A, 0x23
        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_ALARM | CMOS_B_PERIODIC | CMOS_B_BINARY
        mov     cx, 1000                ; a period goes by
.wait:  in      al, 0x61
        loop    .wait
        mov     al, CMOS_STATUS_A
        out     PORT_CMOS_INDEX, al
        hlt
