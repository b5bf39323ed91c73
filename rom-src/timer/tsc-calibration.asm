; Proves that TSC and 8254 agree, as a BIOS or kernel calibrates the one by the other: 10 ms by counter 2 are as
; many cycles each time, within 1 of 256. SDM vol. 3, "Time-Stamp Counter"; Intel 82C54 data sheet (231244), "Mode
; 0".

%include "pit.inc"
%include "assert.inc"

        org     0
        bits    16

        mov     sp, 0x7000
        xor     ebp, ebp
        mov     si, 3
again:  call    ten_ms
        test    ebp, ebp
        jz      first
        sub     eax, ebp
        jns     positive
        neg     eax
positive:
        shl     eax, 8
        cmp     eax, ebp
        ja      wrong
        jmp     next
first:  mov     ebp, eax
next:   dec     si
        jnz     again
        cmp     ebp, 1_000_000          ; 100 MHz at the least
        jb      wrong
        pass
wrong:  assert_never 'as many cycles each time'

ten_ms: rdtsc
        mov     ebx, eax
        pit_wait_us 10000
        rdtsc
        sub     eax, ebx
        ret
