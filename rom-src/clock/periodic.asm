; Proves the rates of the periodic interrupt: each of the fifteen periods is measured by a counter of the 8254, and
; those of 64 Hz and 2 Hz are counted from one update of the seconds to the next. Motorola MC146818A data sheet
; (ADI856R2), "Register A": table 5, 32.768 kHz time base.

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

; period RATE, TICKS: how long, of 32768 Hz. Both ends are late by what the handler takes, so 10 us are enough. On a host
; with KVM one end can be late by much more, where the host took the CPU away: one of five periods is to be right.
%macro period 2
        mov     bh, 0x20 | (%1)
        mov     dx, (%2) * PIT_HZ / 32768 & 0xFFFF
        mov     di, 5
        call    measure
%endmacro

        org     0
        bits    16

        reserve_ivt
        clock_setup
        pit_program 1, PIT_MODE_RATE, 0
        cmos_write CMOS_STATUS_B, CMOS_B_PERIODIC | CMOS_B_24_HOURS
        period  15, 16384
        period  14, 8192
        period  13, 4096
        period  12, 2048
        period  11, 1024
        period  10, 512
        period  9, 256
        period  8, 128
        period  7, 64
        period  6, 32
        period  5, 16
        period  4, 8
        period  3, 4
        period  2, 256
        period  1, 128

        mov     ah, 0x2A
        call    count
        assert_eq cx, 64
        mov     ah, 0x2F
        call    count
        assert_eq cx, 2
        pass

; A period with register A as in BH is DX ticks of the 8254, of which the counter has the lower 16 bits; DI tries.
measure:
        cmos_write CMOS_STATUS_A, bh
        clock_wait
        pit_latch 1
        mov     si, ax
        clock_wait
        pit_latch 1
        sub     si, ax
        sub     si, dx
        add     si, 12
        cmp     si, 24
        jbe     right
        dec     di
        jnz     measure
right:  assert_in si, 0, 24, 'the length of a period'
        ret

; Periodic interrupts with register A as in AH, from one change of the seconds to the next, into CX.
count:  cmos_write CMOS_STATUS_A, ah
        cmos_write CMOS_STATUS_B, CMOS_B_PERIODIC | CMOS_B_UPDATE | CMOS_B_24_HOURS
        call    second
        xor     cx, cx
second: clock_wait
        test    bl, 0x40
        jnz     periodic
        dec     cx                      ; the update alone
periodic:
        test    bl, 0x10
        jz      second
        ret

        clock_handlers
