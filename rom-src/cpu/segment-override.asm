; Proves which segment an access uses: DS by default, SS with BP, ES for a string's destination, and any other
; by a prefix, but never for that destination. SDM vol. 1, "Segment Registers", "Specifying a Segment
; Selector".

%include "assert.inc"

        org     0
        bits    16

        mov     ax, 0x1000
        mov     ds, ax
        mov     ax, 0x2000
        mov     es, ax
        mov     ax, 0x3000
        mov     fs, ax
        mov     ax, 0x4000
        mov     gs, ax
        mov     ax, 0x5000
        mov     ss, ax
        mov     sp, 0x8000

        mov     bx, 0x0100              ; the same offset everywhere
        mov     bp, bx
        mov     byte [bx], 'd'
        mov     byte [es:bx], 'e'
        mov     byte [fs:bx], 'f'
        mov     byte [gs:bx], 'g'
        mov     byte [bp], 's'
        mov     byte [ds:bp + 1], 'D'
        mov     byte [ss:bx + 1], 'S'
        assert_eq byte [bx + 1], 'D'
        assert_eq byte [bp + 1], 'S'

        mov     si, bx
        mov     di, 0x0200
        movsb                           ; DS to ES
        mov     si, bx
        fs movsb                        ; FS to ES
        mov     si, bx
        ss movsb
        mov     si, bx
        gs lodsb
        stosb
        pass
