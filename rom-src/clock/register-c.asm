; Proves register C: flags are set whether their interrupts are enabled or not, a read clears all of them, and IRQ
; 8 comes no second time before that read. Motorola MC146818A data sheet (ADI856R2), "Register C".

%include "ivt.inc"
%include "pic.inc"
%include "cmos.inc"
%include "console.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x28, leaves_it
        pic_init 0x20, 0x28
        pic_unmask IRQ_CLOCK
        xor     cx, cx
        cmos_write CMOS_STATUS_B, CMOS_B_PERIODIC | CMOS_B_24_HOURS
        sti
        hlt
        cli
        assert_eq cx, 1
        cmos_write CMOS_STATUS_A, 0x2F
        sti
        nop
        nop
        cli
        assert_eq cx, 1, 'the line is up still'
        cmos_read CMOS_STATUS_C
        assert_eq al, 0xC0              ; IRQF and PF
        cmos_read CMOS_STATUS_C
        assert_eq al, 0, 'the read has cleared it'
        sti
        hlt
        cli
        assert_eq cx, 2
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS
        cmos_read CMOS_STATUS_C
wait_update:
        cmos_read CMOS_STATUS_C
        test    al, 0x10
        jz      wait_update
        and     al, 0x90
        assert_eq al, 0x10, 'UF without IRQF'
        pass

leaves_it:
        inc     cx
        push    ax
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
