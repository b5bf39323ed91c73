; Proves the periodic mode of the local APIC's timer: it interrupts until it is masked, and counts on then; the count
; never is above the initial one. SDM vol. 3, 11.5.4 "APIC Timer".

%include "irqchip/width.inc"

PERIOD  equ 100_000

        lidt    [idt_pointer]
        apic_enable 0xFF
        apic_timer APIC_TIMER_PERIODIC | 0x40, APIC_DIVIDE_2, PERIOD
        wait_count ticks, 20
        sti
spin:   apic_read APIC_TIMER_CURRENT    ; running code is interrupted as well as a HLT
        cmp     eax, PERIOD
        jbe     below
        assert_never
below:  cmp     dword [ticks], 30
        jb      spin

        apic_write APIC_LVT_TIMER, APIC_TIMER_PERIODIC | APIC_MASKED | 0x40
        mov     ebx, [ticks]
        pit_wait_us 3000
        assert_eq dword [ticks], ebx, 'masked'
        apic_read APIC_TIMER_CURRENT
        mov     ecx, eax
        mov     edx, 1000
moves:  apic_read APIC_TIMER_CURRENT
        cmp     eax, ecx
        jne     moved
        dec     edx
        jnz     moves
        assert_never 'it counts on'
moved:
        apic_write APIC_LVT_TIMER, APIC_TIMER_PERIODIC | 0x40
        lea     ecx, [ebx + 5]
        cli
        wait_count ticks, ecx
        pass

on_tick:
        apic_counter ticks

        align   4, db 0
ticks:  dd      0

        idt_begin WIDTH
        idt_entry 0x40, on_tick
        idt_end
