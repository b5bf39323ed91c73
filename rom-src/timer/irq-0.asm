; Proves what OUT of counter 0 asks of the interrupt controller in each mode: once at the end of the count in 0 and 4,
; once a period in 2 and 3, never in 1 and 5, as the gate is high and cannot rise; and that a control word which sets OUT
; high asks, too. The clock says how long to count. Intel 82C54 data sheet (231244), "Mode Definitions"; 8259A data sheet
; (231468), "Edge and Level Triggered Modes".

%include "clock.inc"
%include "console.inc"
%include "assert.inc"

; asks MODE, COUNT, LEAST, MOST: so often within a 32nd of a second.
%macro asks 4
        mov     al, 0x34                ; OUT is high
        out     PORT_PIT_CONTROL, al
        clock_wait                      ; what that asked for is served
        call    to_period
        mov     dx, 0
        pit_program 0, %1, %2
        call    to_period
        assert_in dx, %3, %4, 'how often'
%endmacro

        org     0
        bits    16

        reserve_ivt
        clock_setup
        set_vector 0x20, on_tick
        cmos_write CMOS_STATUS_A, 0x2B  ; 32 Hz: 37287 ticks
        cmos_write CMOS_STATUS_B, CMOS_B_24_HOURS | CMOS_B_PERIODIC
        asks    PIT_MODE_COUNT, 1000, 1, 1
        asks    PIT_MODE_ONE_SHOT, 1000, 0, 0
        asks    PIT_MODE_RATE, 1000, 36, 37
        asks    PIT_MODE_SQUARE, 1000, 36, 37
        asks    PIT_MODE_STROBE, 1000, 1, 1
        asks    PIT_MODE_GATE_STROBE, 1000, 0, 0
        asks    PIT_MODE_COUNT, 0, 0, 0 ; 65536 are more than that
        mov     al, 0x34
        out     PORT_PIT_CONTROL, al
        sti
        times 4 nop
        cli
        assert_eq dx, 1, 'OUT rises with the control word'
        pass

; Until the clock interrupts, and counts on in CX.
to_period:
        mov     si, cx
still:  clock_wait
        cmp     cx, si
        je      still
        ret

on_tick:
        inc     dx
        push    ax
        pic_eoi IRQ_TIMER
        pop     ax
        iret

        clock_handlers
