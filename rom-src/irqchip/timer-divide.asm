; Proves the divide configuration of the local APIC's timer: counts that are as much smaller as the divisor is larger
; take the same time, within a factor of two. The timer is masked, and counts all the same. SDM vol. 3, figure 11-10
; "Divide Configuration Register".

%include "irqchip/width.inc"

CLOCKS  equ 2_000_000

; clocks DIVIDE, DIVISOR: TSC cycles that it takes, into EBX.
%macro clocks 2.nolist
        apic_timer APIC_TIMER_ONE_SHOT | APIC_MASKED | 0x40, %1, CLOCKS / (%2)
        rdtsc
        mov     ebx, eax
%%wait: apic_read APIC_TIMER_CURRENT
        test    eax, eax
        jnz     %%wait
        rdtsc
        sub     eax, ebx
        mov     ebx, eax
%endmacro

; as_long DIVIDE, DIVISOR
%macro as_long 2.nolist
        clocks  %1, %2
        shl     ebx, 1
        cmp     ebx, esi
        ja      %%enough
        assert_never 'too short'
%%enough:
        shr     ebx, 2
        cmp     ebx, esi
        jb      %%good
        assert_never 'too long'
%%good:
%endmacro

        apic_enable 0xFF
        clocks  APIC_DIVIDE_1, 1
        mov     esi, ebx
        as_long APIC_DIVIDE_2, 2
        as_long APIC_DIVIDE_4, 4
        as_long APIC_DIVIDE_8, 8
        as_long APIC_DIVIDE_16, 16
        as_long APIC_DIVIDE_32, 32
        as_long APIC_DIVIDE_64, 64
        as_long APIC_DIVIDE_128, 128
        pass
