; Proves what bios.inc asks of a BIOS: the ROM is its own and answers INT 10h, 13h and 16h, looking at what it was
; given. What its disk reads tells what it was asked for.

%include "bios.inc"
%include "assert.inc"
%include "ivt.inc"

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, 0x7C00
        jmp     start
        boot_signature                  ; the services are behind it: `start: boot` loads all

start:  set_vector 0x10, video
        set_vector 0x13, disk
        set_vector 0x16, keyboard

        mov     si, 0x1234
        stc
        bios_print 'Hello from ', 'INT 10h', 10
        assert_flags FLAG_CF, FLAG_CF
        assert_eq si, 0x1234

        bios_key_poll
        assert_flags FLAG_ZF, 0, 'a key waits'
        bios_key
        assert_eq ax, 0x1E61

        mov     dl, 0x80
        bios_read dl, 0x123, 7, 33, 2, 0x9000
        assert_flags FLAG_CF, 0
        assert_eq bx, 0x9000
        assert_eq cx, 0x2361
        assert_eq dx, 0x0780
        assert_eq ax, 0x0002

        bios_read_lba 0x80, 0x1122_3344, 3, 0x0900, 0x0010
        assert_flags FLAG_CF, 0
        assert_sp 0x7C00
        assert_eq byte [0x9010], 0x44
        assert_eq byte [0x9011], 3

        bios_read_lba 0x81, 0, 1, 0, 0x9000
        assert_flags FLAG_CF, FLAG_CF, 'no such drive'
        assert_eq ah, 0x01
        assert_sp 0x7C00
        pass

video:  out     PORT_CONSOLE, al
        xor     bp, bp                  ; as old BIOSes may
        xor     si, si
        iret

keyboard:
        cmp     ah, 0x01
        mov     ax, 0x1E61              ; A
        jne     .taken
        push    bp
        mov     bp, sp
        and     byte [bp + 6], ~FLAG_ZF
        pop     bp
.taken: iret

disk:   push    bp
        mov     bp, sp
        and     byte [bp + 6], ~FLAG_CF
        cmp     ah, 0x42
        jne     .done
        cmp     dl, 0x80
        mov     ah, 0x01
        jne     .error
        assert_eq byte [si], 16
        assert_eq dword [si + 12], 0
        push    di
        push    ax
        les     di, [si + 4]
        mov     al, [si + 8]
        mov     ah, [si + 2]
        mov     [es:di], ax
        pop     ax
        pop     di
        mov     ah, 0
        jmp     .done
.error: or      byte [bp + 6], FLAG_CF
.done:  cmp     ah, 0x02
        jne     .out
        mov     ah, 0
.out:   pop     bp
        iret
