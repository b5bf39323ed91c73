; Proves that a label in a case file is where the code runs, also where a ROM copies itself: a boot sector moves its
; second half to 0x600 and goes on there, and leaves a result in memory that no image has.

        org     0x7C00
        bits    16

        xor     ax, ax
        mov     ds, ax
        mov     es, ax
        mov     ss, ax
        mov     sp, start_of_stack
        mov     si, section.moved.start
        mov     di, moved
        mov     cx, moved_end - moved
        cld
        rep     movsb
        jmp     0:moved

section moved vstart=0x600

moved:  call    answer
        mov     bx, halted.text
        hlt
halted:
.text:  db      'moved'

answer: mov     dword [result], 0x12345678
        ret
moved_end:

        absolute 0x500

result: resd    1
        resb    0xFC
start_of_stack:
