; Proves MOVS, STOS and LODS in both directions and at every width: the pointers move by the width, down with
; DF, and an overlapping copy has to start at the right end. SDM vol. 2, MOVS, STOS, LODS; vol. 1, "DF Flag".

%include "assert.inc"

        org     0
        bits    16

TARGET  equ     0x5000

        cld
        mov     si, source
        mov     di, TARGET
        movsb
        movsw
        movsd
        assert_eq si, source + 7
        assert_eq di, TARGET + 7

        std
        mov     si, source + 7
        mov     di, TARGET + 0x17
        movsb                           ; 'h'
        dec     si                      ; to the word's first byte
        dec     di
        movsw                           ; 'fg'
        assert_eq si, source + 3
        assert_eq di, TARGET + 0x13

        cld                             ; upwards over itself: the first byte spreads
        mov     si, spread
        mov     di, spread + 1
        mov     cx, 4
        rep movsb
        std                             ; downwards: a move by one
        mov     si, moved + 3
        mov     di, moved + 4
        mov     cx, 4
        rep movsb
        assert_eq si, moved - 1

        cld
        mov     eax, 0x4443_4241
        mov     di, TARGET + 0x20
        mov     cx, 2
        rep stosd
        stosb
        assert_eq di, TARGET + 0x29
        mov     si, TARGET + 0x20
        lodsw
        assert_eq ax, 0x4241
        mov     cx, 0
        rep lodsb                       ; a count of zero does nothing
        assert_eq si, TARGET + 0x22
        assert_eq al, 0x41
        pass

source: db      'abcdefgh'

        times 0x600 - ($ - $$) db 0
spread: db      'abcde', 0
        align   16, db 0
moved:  db      'vwxyz', 0
