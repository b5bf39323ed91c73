; Proves that the TSC counts what HLT waits: ten ticks of 1 ms awaited by HLT are as many cycles as 10 ms polled.
; SDM vol. 3, "Time-Stamp Counter": it increments in HLT, too.

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x20, tick
        pit_wait_us 1                   ; the gate is open
        rdtsc
        mov     ebx, eax
        pit_wait_us 10000
        rdtsc
        sub     eax, ebx
        mov     ebp, eax
        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        xor     cx, cx
        pit_program 0, PIT_MODE_RATE, pit_count(1000)
        rdtsc
        mov     ebx, eax
wait_tick:
        sti
        hlt
        cli
        cmp     cx, 10
        jb      wait_tick
        rdtsc
        sub     eax, ebx
        sub     eax, ebp
        jns     positive
        neg     eax
positive:
        shl     eax, 6                  ; within 1 of 64
        cmp     eax, ebp
        ja      wrong
        pass
wrong:  assert_never 'as many cycles'

tick:   inc     cx
        push    ax
        pic_eoi IRQ_TIMER
        pop     ax
        iret
