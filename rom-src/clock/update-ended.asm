; Proves the update-ended interrupt: once a second, five seconds of HLT. Motorola MC146818A data sheet (ADI856R2),
; "Register B": UIE, "Register C": UF.

%include "ivt.inc"
%include "pic.inc"
%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x28, on_clock
        pic_init 0x20, 0x28
        pic_unmask IRQ_CLOCK

        cmos_write CMOS_STATUS_B, CMOS_B_UPDATE | CMOS_B_24_HOURS
        xor     cx, cx
next:   sti
        hlt
        cli
        assert_eq bl, 0xD0              ; IRQF, UF; PF without its interrupt
        cmp     cx, 5
        jb      next
        cmos_read CMOS_SECONDS
        assert_eq al, 0x02              ; 57 and five
        cmos_read CMOS_MINUTES
        assert_eq al, 0x35
        pass

; BL is register C as the handler read it, CX counts.
on_clock:
        inc     cx
        push    ax
        cmos_read CMOS_STATUS_C
        mov     bl, al
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
