; Proves the dance of BIOS and option ROM: the BIOS finds the signature 55 AA on a 2 KiB boundary, adds up the
; length it states, and far-calls offset 3 if the sum is zero. One option ROM here is good, the next has a
; wrong checksum. The format is that of the PnP BIOS specification, "Option ROM Header".

%include "console.inc"

        org     0
        bits    16

; ---- E000:0000, a good option ROM of one block of 512 bytes
good:   db      0x55, 0xAA, 1
        jmp     near init
init:   mov     al, 'G'
        out     PORT_CONSOLE, al
        retf
        times 511 - ($ - $$) db 0
        ; 55h + AAh + 01h + E9h + B0h + 47h + E6h + E9h + CBh is 57Ah, the jump's displacement being zero
        db      (-0x57A) & 0xFF
        times 0x800 - ($ - $$) db 0

; ---- E000:0800, one whose sum is not zero
bad:    db      0x55, 0xAA, 1
        mov     al, 'B'
        out     PORT_CONSOLE, al
        retf
        times 0x1000 - ($ - $$) db 0

; ---- E000:8000, the BIOS
        times 0x8000 - ($ - $$) db 0xFF
scan:   xor     ax, ax
        mov     ss, ax
        mov     sp, 0x7000
        mov     bx, 0xE000              ; paragraph of the place that is looked at
        xor     bp, bp                  ; modules called
next_place:
        mov     ds, bx
        cmp     word [0], 0xAA55
        jne     not_here
        mov     ch, [2]                 ; blocks of 512 bytes
        add     ch, ch
        xor     cl, cl                  ; CX: bytes
        xor     si, si
        xor     ah, ah
sum:    lodsb
        add     ah, al
        loop    sum
        test    ah, ah
        jnz     not_here
        mov     word [ss:0x7000], 3
        mov     [ss:0x7002], bx
        call    far [ss:0x7000]
        inc     bp
not_here:
        add     bx, 0x800 / 16
        cmp     bx, 0xE800              ; the BIOS itself
        jb      next_place
        print   10
        hlt

        times 0x1FFF0 - ($ - $$) db 0xFF
reset_vector:
        jmp     0xE000:scan
        times 0x20000 - ($ - $$) db 0xFF
