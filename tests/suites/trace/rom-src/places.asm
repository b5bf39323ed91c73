; Places that are not where the listing has them: lines of macros, code that was copied and code that was
; changed.
%macro  set 2
        mov     %1, %2
%endmacro
%macro  set_both 1
        set     si, %1
        set     di, %1
%endmacro

        org     0x7c00
        bits    16

start:  xor     ax, ax
        mov     ds, ax
        mov     es, ax
both:   set_both 5
        mov     si, section.copied.start
        mov     di, 0x8000
        mov     cx, length
        rep movsb
        mov     byte [change], 0x43
change: nop
        jmp     0:there

section copied vstart=0x8000 follows=.text
there:  mov     bx, 1
.next:  mov     bx, 2
        hlt
length  equ     $ - there
