; Proves that the TSC counts what HLT waits: four ticks of 10 ms awaited by HLT are forty times the cycles that a
; millisecond takes by a counter that is polled, twice that less once. SDM vol. 3, "Time-Stamp Counter": it
; increments in HLT, too.

%include "ivt.inc"
%include "pic.inc"
%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        mov     sp, 0x7000
        set_vector 0x20, tick
        rdtsc
        mov     ebx, eax
        pit_wait_us 1000
        rdtsc
        sub     ebx, eax
        mov     ecx, eax
        pit_wait_us 2000
        rdtsc
        sub     eax, ecx
        add     eax, ebx
        imul    ebp, eax, 40

        pic_init 0x20, 0x28
        pic_unmask IRQ_TIMER
        xor     cx, cx
        pit_program 0, PIT_MODE_RATE, pit_count(100)
        rdtsc
        mov     ebx, eax
wait_tick:
        sti
        hlt
        cli
        cmp     cx, 4
        jb      wait_tick
        rdtsc
        sub     eax, ebx
        sub     eax, ebp
        shr     ebp, 6                  ; within 1 of 64: an access to a port may take 15 us
        add     eax, ebp
        shl     ebp, 1
        assert_in eax, 0, ebp, 'as many cycles'
        pass

tick:   inc     cx
        push    ax
        pic_eoi IRQ_TIMER
        pop     ax
        iret
