; Proves that a write to an exit port ends the ROM with the value written, at the width written. The case
; chooses: DX is the port, EAX the value, CX the width in bytes. The OUT has completed: IP is behind it.

        org     0
        bits    16

        cmp     cx, 2
        ja      dword_wide
        je      word_wide
        out     dx, al
after_byte:
        hlt
word_wide:
        out     dx, ax
after_word:
        hlt
dword_wide:
        out     dx, eax
after_dword:
        hlt

        ; The cases name these addresses.
%if after_byte - $$ != 8 || after_word - $$ != 10 || after_dword - $$ != 13
%error the addresses in cases/device/exit*.expect have changed
%endif
