; Proves what a boot sector asks a BIOS about its machine: equipment and base memory (INT 11h, 12h), the memory map
; three ways (INT 15h, E820h, E801h, 88h), waiting (86h), the clock by ticks and by date (INT 1Ah), and the keyboard
; beyond a wait for a key (INT 16h). IBM PS/2 and PC BIOS Interface Technical Reference; ACPI 6.0, 15.1 (E820h); the
; machine has 16 MiB.

%include "seabios/boot.inc"

%define ENTRY                   0xB000

        boot_and_load 8

; ---- equipment: FPU, one serial port, neither floppy nor printer; the same word is at 0040:0010

        int     0x11
        assert_eq ax, [0x410]
        and     ax, 0xCE03
        assert_eq ax, 0x0202, 'equipment'

; ---- base memory: 640 KiB less what the BIOS keeps at its end

        int     0x12
        assert_eq ax, [0x413]
        movzx   ebp, ax                         ; KiB
        shl     ebp, 10
        cmp     ax, 640
        ja      base_wrong
        cmp     ax, 600
        jae     base_right
base_wrong:
        assert_never 'INT 12h'
base_right:

; ---- the memory map: base memory, and all from 1 MiB to 16 MiB but what the BIOS keeps; in order, none over another

        xor     ebx, ebx
        xor     esi, esi                        ; end of the range before
        xor     cx, cx
        mov     [high_bytes], ebx
next:   mov     eax, 0xE820
        mov     edx, 'PAMS'
        mov     ecx, 20
        mov     di, ENTRY
        int     0x15
        assert_flags FLAG_CF, 0, 'E820h'
        assert_eq eax, 'PAMS'
        assert_eq ecx, 20
        mov     eax, [ENTRY]
        cmp     eax, esi
        jb      overlap
        mov     esi, eax
        add     esi, [ENTRY + 8]
        cmp     dword [ENTRY + 16], 1
        jne     reserved
        test    eax, eax
        jnz     high
        assert_eq [ENTRY + 8], ebp, 'as INT 12h'
        jmp     reserved
high:   assert_eq eax, 0x10_0000, 'RAM from 1 MiB on'
        mov     eax, [ENTRY + 8]
        mov     [high_bytes], eax
reserved:
        test    ebx, ebx
        jnz     next
        mov     eax, [high_bytes]
        cmp     eax, 0xE0_0000
        jb      high_wrong
        cmp     eax, 0xF0_0000
        jbe     high_right
high_wrong:
        assert_never 'RAM above 1 MiB'
overlap:
        assert_never 'ranges overlap'
high_right:

; ---- KiB from 1 MiB to 16 MiB, the same both ways, and no more than the map has

        mov     ax, 0xE801
        xor     bx, bx
        xor     cx, cx
        xor     dx, dx
        int     0x15
        assert_flags FLAG_CF, 0, 'E801h'
        assert_eq bx, 0, 'nothing above 16 MiB'
        assert_eq dx, 0
        assert_eq ax, cx
        movzx   esi, ax
        mov     ah, 0x88
        int     0x15
        assert_flags FLAG_CF, 0
        assert_eq ax, si, '88h'
        shl     esi, 10
        assert_eq esi, [high_bytes]

; ---- ticks: 18.2 a second, by IRQ 0, while the program halts; 86h waits 200,000 us, some four of them

        call    ticks
        mov     bx, dx
wait10: hlt
        call    ticks
        mov     ax, dx
        sub     ax, bx
        cmp     ax, 10
        jb      wait10
        assert_eq ax, 10
        mov     bx, dx
        mov     ah, 0x86
        mov     cx, 200000 >> 16
        mov     dx, 200000 & 0xFFFF
        int     0x15
        assert_flags FLAG_CF, 0, '86h'
        call    ticks
        sub     dx, bx
        cmp     dx, 3
        jb      ticks_wrong
        cmp     dx, 5
        jbe     ticks_right
ticks_wrong:
        assert_never 'ticks of a wait'
ticks_right:

; ---- date and time: the machine started at 2026-01-31 23:30, and boots in less than a minute

        mov     ah, 0x04
        int     0x1A
        assert_flags FLAG_CF, 0, 'the date'
        assert_eq cx, 0x2026
        assert_eq dx, 0x0131
        mov     ah, 0x02
        int     0x1A
        assert_flags FLAG_CF, 0, 'the time'
        assert_eq cx, 0x2330
        assert_eq dl, 0, 'no daylight saving'

; ---- setting it

        mov     ah, 0x05
        mov     cx, 0x1999
        mov     dx, 0x1231
        int     0x1A
        mov     ah, 0x03
        mov     cx, 0x1234
        mov     dx, 0x5600
        int     0x1A
        mov     ah, 0x04
        int     0x1A
        assert_eq cx, 0x1999
        assert_eq dx, 0x1231
        mov     ah, 0x02
        int     0x1A
        assert_eq cx, 0x1234
        assert_eq dh, 0x56

; ---- keys: none yet; one that the program puts into the buffer; then the case's, with shift held

        bios_key_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'no key'
        mov     ah, 0x05
        mov     cx, 0x2C7A                      ; z
        int     0x16
        assert_eq al, 0
        bios_key_poll
        assert_flags FLAG_ZF, 0
        assert_eq ax, 0x2C7A
        bios_key
        assert_eq ax, 0x2C7A
        bios_key_poll
        assert_flags FLAG_ZF, FLAG_ZF, 'it is taken'

        print   'keys', 10
        bios_key
        assert_eq ax, 0x1E41, 'A'
        mov     ah, 0x02
        int     0x16
        and     al, 0x03
        assert_eq al, 0x02, 'left shift is down'
        bios_key
        assert_eq ax, 0x4800, 'cursor up'
        mov     ah, 0x02
        int     0x16
        and     al, 0x03
        assert_eq al, 0x00, 'left shift is up'
        pass

; DX, the low half.
ticks:  mov     ah, 0
        int     0x1A
        ret

high_bytes:
        dd      0
        times 9 * 512 - ($ - $$) db 0
