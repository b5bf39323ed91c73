; Proves that the TSC counts what HLT waits: four ticks of 10 ms awaited by HLT are forty times the cycles of a
; millisecond in which the CPU works. SDM vol. 3, "Time-Stamp Counter": it increments in HLT, too.

%include "clock.inc"
%include "tsc.inc"
%include "assert.inc"

        org     0
        bits    16

        reserve_ivt
        clock_setup
        tsc_per_ms 4_000_000
        imul    esi, eax, 40
        rdtsc
        mov     ebx, eax
        clock_sleep 10000, 4
        rdtsc
        sub     eax, ebx
        sub     eax, esi
        shr     esi, 6
        add     eax, esi
        shl     esi, 1
        assert_in eax, 0, esi, 'as many cycles, within 1 of 64'
        pass

        clock_handlers
