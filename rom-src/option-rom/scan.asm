; Proves that `option-roms` lie where a BIOS looks for them: it scans C0000 to EFFFF in steps of 2 KiB for 55 AA, adds
; up the bytes, finds that they cannot be written, and calls their entries; an interrupt that one has hooked works.
; PnP BIOS Specification 1.0A, 3.1 and 2.1 (option ROM scan); IBM PC/AT Technical Reference, BIOS: "ROM scan".

%include "assert.inc"
%include "reset.inc"

%define CALLED                  0x0600          ; a far pointer

        bits    16
        org     0

start:  mov     bx, 0xC000
place:  mov     ds, bx
        cmp     word [0], 0xAA55
        jne     next

        print   'found at '
        print_hex 16, bx
        movzx   cx, byte [2]
        shl     cx, 9
        print   ', bytes '
        print_dec 16, cx
        print   10
        xor     si, si
        mov     ah, 0
        cld
add:    lodsb
        add     ah, al
        loop    add
        assert_eq ah, 0, 'checksum'

        mov     byte [0], 0x00
        assert_eq byte [0], 0x55, 'it cannot be written'
        dec     byte [si - 1]
        not     byte [si - 1]
        mov     ah, 0
        mov     cx, si
        xor     si, si
again:  lodsb
        add     ah, al
        loop    again
        assert_eq ah, 0, 'checksum after writes'

        push    0
        pop     ds
        mov     word [CALLED], 3
        mov     [CALLED + 2], bx
        call    far [CALLED]

next:   add     bx, 0x80
        cmp     bx, 0xF000
        jne     place

        push    0
        pop     ds
        int     0x60
        pass
        reset_vector start
