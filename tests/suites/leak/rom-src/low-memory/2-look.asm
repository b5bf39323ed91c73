; Shows where memory is not zero, from its own end on; the stack is in use meanwhile.

%include "show.inc"

        bits    16
        org     0

        mov     di, end
        mov     cx, (0xFF00 - 0x200) / 4
        call    scan
        mov     bx, 0x1000
.next:  mov     es, bx
        xor     di, di
        mov     cx, 0x4000
        call    scan
        add     bx, 0x1000
        jnz     .next
        hlt

scan:   xor     eax, eax
        repe scasd
        jne     .dirty
        show    'zero in', 16, bx
        ret
.dirty: sub     di, 4
        show    'not zero in', 16, bx
        show    'at', 16, di
        ret

        times 0x200 - ($ - $$) db 0
end:
