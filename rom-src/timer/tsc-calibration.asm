; Proves that TSC and 8254 agree, as kernels calibrate the one by the other: two times that differ in length, which a
; counter and the TSC measure both, give the same cycles per tick. And as BIOSes do it, who poll until a counter is
; over: there the TSC also has what an access to a port takes a real host, so it may be more. SDM vol. 3, "Time-Stamp
; Counter"; Intel 82C54 data sheet (231244), "Counter Latch Command", "Mode 0".

%include "pit.inc"
%include "tsc.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        tsc_per_ms 3_000_000
        mov     esi, eax
        assert_in esi, 100_000, 20_000_000, '0.1 to 20 GHz'
        tsc_per_ms 8_000_000
        sub     eax, esi
        mov     edx, esi
        shr     edx, 6
        add     eax, edx
        shl     edx, 1
        assert_in eax, 0, edx, 'as many cycles, within 1 of 64'

        rdtsc
        mov     ebx, eax
        pit_wait_us 1000
        rdtsc
        sub     eax, ebx
        mov     ebx, esi
        shr     ebx, 1
        shl     esi, 3
        assert_in eax, ebx, esi, 'a millisecond that is polled'
        pass
