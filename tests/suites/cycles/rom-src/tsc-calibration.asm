; Proves that TSC and 8254 agree, as BIOSes and kernels calibrate the one by the other: by counter 2, polled until it is
; over, and by its count before and behind a loop. SDM vol. 3, "Time-Stamp Counter"; Intel 82C54 data sheet (231244),
; "Mode 0".

%include "pit.inc"
%include "assert.inc"

TICKS   equ     1193                    ; a millisecond
LOOPS   equ     1_000_000

        org     0
        bits    16

        mov     sp, 0x7000
        call    polled
        mov     esi, eax
        assert_in esi, 100_000, 1_000_000_000, '100 MHz at the least'
        call    polled
        mov     edi, eax
        call    near_it
        call    spun
        mov     edi, eax
        call    near_it
        pass

; Cycles of TICKS: EAX; of twice as many less those of once, so that what is around the count makes no difference.
polled: rdtsc
        mov     ebx, eax
        pit_wait TICKS
        rdtsc
        sub     ebx, eax
        mov     ecx, eax
        pit_wait 2 * TICKS
        rdtsc
        sub     eax, ecx
        add     eax, ebx
        ret

; The same from a longer time without access to a port, of which channel 1 tells the ticks.
spun:   pit_clock
        in      al, PORT_PIT_GATE
        pit_latch 1
        movzx   ebp, ax
        rdtsc
        mov     ebx, eax
        mov     ecx, LOOPS
spin:   dec     ecx
        jnz     spin
        rdtsc
        sub     eax, ebx
        mov     ecx, eax
        pit_latch 1
        sub     bp, ax
        mov     eax, TICKS
        mul     ecx
        div     ebp
        ret

; EDI is as ESI, within 1 of 64: an access to a port may take 15 us.
near_it:
        mov     eax, esi
        shr     eax, 6
        sub     edi, esi
        add     edi, eax
        shl     eax, 1
        assert_in edi, 0, eax, 'as many cycles'
        ret
