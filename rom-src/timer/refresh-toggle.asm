; Proves bit 4 of port 0x61: it changes every 15.085 us, so 66 changes are a millisecond, as BIOSes measure delays by
; it. 82371SB (PIIX3) data sheet (290550), "NMI Status and Control Register": bit 4, refresh cycle toggle.

%include "pit.inc"
%include "assert.inc"

; change: polls until the bit is another one than in AH. AL changes.
%macro change 0
%%next: in      al, PORT_PIT_GATE
        and     al, 0x10
        cmp     al, ah
        je      %%next
        mov     ah, al
%endmacro

        org     0
        bits    16

        mov     sp, 0x7000
        pit_clock
        mov     di, 5                   ; tries: a host with KVM can take the CPU away
again:  in      al, PORT_PIT_GATE
        and     al, 0x10
        mov     ah, al
        change
        push    ax
        pit_latch 1
        mov     si, ax
        pop     ax
        mov     cx, 66
next:   change
        loop    next
        pit_latch 1
        sub     si, ax
        ; Each end is late by an access at most, of less than 12 us.
        lea     ax, [si - (66 * 18 - 15)]
        cmp     ax, 30
        jbe     right
        dec     di
        jnz     again
right:  assert_in si, 66 * 18 - 15, 66 * 18 + 15, 'ticks of a millisecond'
        pass
