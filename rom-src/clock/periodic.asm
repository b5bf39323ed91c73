; Proves the periodic interrupt: rate 6 is 1024 Hz and rate 15 is 2 Hz, each counted between two updates of the
; seconds. Motorola MC146818A data sheet (ADI856R2), "Register A": table 5.

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

        mov     al, 0x26
        call    count
        assert_eq cx, 1024
        mov     al, 0x2F
        call    count
        assert_eq cx, 2
        mov     al, 0x2A
        call    count
        assert_eq cx, 64
        pass

; Periodic interrupts with register A as in AL, from one change of the seconds to the next, into CX.
count:  mov     ah, al
        cmos_write CMOS_STATUS_A, ah
        cmos_write CMOS_STATUS_B, CMOS_B_PERIODIC | CMOS_B_UPDATE | CMOS_B_24_HOURS
        call    second
        xor     cx, cx
second: sti
        hlt
        cli
        test    bl, 0x40
        jnz     periodic
        dec     cx                      ; the update alone
periodic:
        test    bl, 0x10
        jz      second
        ret

; BL is register C as the handler read it, CX counts.
on_clock:
        inc     cx
        push    ax
        cmos_read CMOS_STATUS_C
        mov     bl, al
        pic_eoi IRQ_CLOCK
        pop     ax
        iret
